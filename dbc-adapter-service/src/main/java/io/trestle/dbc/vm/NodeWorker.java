package io.trestle.dbc.vm;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.credential.RentalWatch;
import io.trestle.dbc.queue.LeaseLostException;
import io.trestle.dbc.queue.NodeQueue;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;

/** One round at a GPU node: each VM that something may come of gets its turn, then the rentals are looked after. */
@ApplicationScoped
class NodeWorker {

    private static final Logger LOG = Logger.getLogger(NodeWorker.class);

    private final LeaseWorkers workers;
    private final VmStore store;
    private final VmTurn turns;
    private final RentalWatch rentals;
    private final VmConfig config;

    NodeWorker(LeaseWorkers workers, VmStore store, VmTurn turns, RentalWatch rentals, VmConfig config) {
        this.workers = workers;
        this.store = store;
        this.turns = turns;
        this.rentals = rentals;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.nodesAtOnce() > 0) {
            workers.start(NodeQueue.TABLE, config.nodesAtOnce(), config.leaseFor(), this::work);
        }
    }

    Uni<LeaseOutcome> work(Lease lease) {
        return Panache.withSession(() -> store.ofNode(lease.id()))
                .map(vms -> new Round(lease, vms))
                .chain(round -> Multi.createFrom().iterable(round.all())
                        .onItem().transformToUniAndConcatenate(vm -> turns.take(round, vm))
                        .collect().in(() -> new Duration[]{config.settled()}, NodeWorker::sooner)
                        .map(pause -> pause[0]))
                .chain(pause -> rentals.check(lease).map(other -> pause.compareTo(other) < 0 ? pause : other))
                .map(LeaseOutcome::retryAfter)
                .onFailure(LeaseLostException.class).recoverWithItem(lost -> {
                    LOG.debug(lost.getMessage());
                    return LeaseOutcome.done();
                });
    }

    private static void sooner(Duration[] soonest, Duration pause) {
        if (pause.compareTo(soonest[0]) < 0) {
            soonest[0] = pause;
        }
    }
}
