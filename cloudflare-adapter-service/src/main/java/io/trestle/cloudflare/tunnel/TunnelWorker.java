package io.trestle.cloudflare.tunnel;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.saga.StepOutcome.Differs;
import io.trestle.cloudflare.saga.StepOutcome.Refused;
import io.trestle.cloudflare.saga.TunnelSaga;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;

/** Works off what is asked of one tunnel: a step at Cloudflare, a commit, the next step, until no request is open. */
@ApplicationScoped
class TunnelWorker {

    static final LeasedTable TABLE = new LeasedTable("tunnel", "model_id", "tunnel");

    private static final Logger LOG = Logger.getLogger(TunnelWorker.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final TunnelStore store;
    private final TunnelSaga saga;
    private final LeaseWorkers workers;
    private final TunnelConfig config;

    TunnelWorker(TunnelStore store, TunnelSaga saga, LeaseWorkers workers, TunnelConfig config) {
        this.store = store;
        this.saga = saga;
        this.workers = workers;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.concurrency() > 0) {
            workers.start(TABLE, config.concurrency(), config.leaseFor(), this::work);
        }
    }

    Uni<LeaseOutcome> work(Lease lease) {
        return store.load(lease).chain(this::run)
                .onFailure(CloudflareUnavailable.class).recoverWithUni(failure -> later(lease, (CloudflareUnavailable) failure))
                .onFailure(TunnelStore.LeaseLostException.class).recoverWithItem(lost -> {
                    LOG.debug(lost.getMessage());
                    return LeaseOutcome.done();
                });
    }

    private Uni<LeaseOutcome> run(@Nullable TunnelJob job) {
        if (job == null) {
            return Uni.createFrom().item(LeaseOutcome.done());
        }
        var step = job.refused() == null ? saga.step(job.work()) : Uni.createFrom().item(job.refused());
        return step.chain(outcome -> store.commit(job, outcome).chain(next -> {
            if (outcome instanceof Differs differs) {
                return Uni.createFrom().failure(new CloudflareUnavailable(differs.detail(), null));
            }
            // Nobody waits for what is made for the pool: it is tried again until a person has cleared what is in the way, or removed it.
            return outcome instanceof Refused refused && job.isForPool()
                    ? Uni.createFrom().failure(new CloudflareUnavailable(refused.detail(), config.longestPause()))
                    : run(next);
        }));
    }

    private Uni<LeaseOutcome> later(Lease lease, CloudflareUnavailable failure) {
        LOG.debugf("Tunnel %s waits (attempt %d): %s", lease.id(), lease.attempts(), failure.getMessage());
        return store.note(lease, String.valueOf(failure.getMessage()))
                .replaceWith(LeaseOutcome.retryAfter(pause(lease.attempts(), failure.retryAfter())));
    }

    /** What Cloudflare asks for, else a pause that doubles; spread, so that what failed together does not come back together. */
    private Duration pause(int attempts, @Nullable Duration asked) {
        var longest = config.longestPause().toMillis();
        var doubled = Math.min(longest, FIRST_PAUSE.toMillis() << Math.min(attempts - 1, 16));
        var millis = asked == null ? doubled / 2 : asked.toMillis();
        return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(Math.max(1, asked == null ? doubled / 2 : millis / 10)));
    }
}
