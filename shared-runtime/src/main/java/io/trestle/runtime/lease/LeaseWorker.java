package io.trestle.runtime.lease;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The loop of one replica over one leased table. All of its state is touched on one event loop only. */
public final class LeaseWorker {

    private static final Logger LOG = Logger.getLogger(LeaseWorker.class);
    /** Looks by itself this often: covers a notification lost with its connection. */
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Context context;
    private final LeaseStore store;
    private final LeasedTable table;
    private final int concurrency;
    private final Duration leaseFor;
    private final Function<Lease, Uni<LeaseOutcome>> work;
    private final Map<UUID, Lease> held = new HashMap<>();

    private @Nullable Cancellable waking;
    private boolean running = true;
    private boolean claiming;
    private boolean wokenMeanwhile;
    private long timer = -1;
    private long renewal = -1;

    LeaseWorker(Vertx vertx, LeaseStore store, LeasedTable table, int concurrency, Duration leaseFor,
            Function<Lease, Uni<LeaseOutcome>> work) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.store = store;
        this.table = table;
        this.concurrency = concurrency;
        this.leaseFor = leaseFor;
        this.work = work;
    }

    void start(Multi<String> wakes) {
        waking = wakes.subscribe().with(payload -> wake());
        context.runOnContext(nothing -> {
            renewal = vertx.setPeriodic(leaseFor.toMillis() / 3, id -> renew());
            claim();
        });
    }

    /** Claims nothing more. Work under way goes on; what it does not finish is due again when its lease is over. */
    public void stop() {
        context.runOnContext(nothing -> {
            running = false;
            vertx.cancelTimer(timer);
            if (waking != null) {
                waking.cancel();
            }
            if (held.isEmpty()) {
                vertx.cancelTimer(renewal);
            }
        });
    }

    private void wake() {
        context.runOnContext(nothing -> {
            if (claiming) {
                wokenMeanwhile = true;
            } else {
                claim();
            }
        });
    }

    private void claim() {
        vertx.cancelTimer(timer);
        var free = concurrency - held.size();
        if (!running || free <= 0) {
            return;
        }
        claiming = true;
        wokenMeanwhile = false;
        onContext(store.claim(free, leaseFor)).subscribe().with(leases -> claimed(leases, free), this::claimFailed);
    }

    private void claimed(List<Lease> leases, int free) {
        claiming = false;
        leases.forEach(this::run);
        if (wokenMeanwhile || leases.size() == free) {
            claim();
        } else {
            onContext(store.untilNextDue()).subscribe().with(this::sleep, this::claimFailed);
        }
    }

    private void claimFailed(Throwable failure) {
        claiming = false;
        LOG.debugf("Cannot look for work in %s, trying again: %s", table.table(), failure);
        sleep(Duration.ofSeconds(1));
    }

    private void sleep(Duration untilDue) {
        vertx.cancelTimer(timer);
        if (running) {
            var pause = Math.max(1, Math.min(POLL.toMillis(), untilDue.toMillis()));
            timer = vertx.setTimer(pause, id -> claim());
        }
    }

    private void run(Lease lease) {
        held.put(lease.token(), lease);
        var own = VertxContext.createNewDuplicatedContext(context);
        // Hibernate Reactive opens sessions only on a context that is marked as nobody else's.
        VertxContextSafetyToggle.setContextSafe(own, true);
        var outcome = Uni.createFrom().deferred(() -> work.apply(lease))
                .runSubscriptionOn(task -> own.runOnContext(nothing -> task.run()))
                .onFailure()
                .invoke(failure -> LOG.errorf(failure, "Work on %s %s failed (attempt %d)", table.table(), lease.id(), lease.attempts()))
                .onFailure().recoverWithItem(failure -> LeaseOutcome.retryAfter(pauseAfter(lease.attempts())))
                .chain(result -> store.release(lease, result));
        onContext(outcome).subscribe().with(nothing -> ended(lease), failure -> ended(lease));
    }

    private void ended(Lease lease) {
        held.remove(lease.token());
        if (!running && held.isEmpty()) {
            vertx.cancelTimer(renewal);
        }
        if (claiming) {
            wokenMeanwhile = true;
        } else {
            claim();
        }
    }

    private void renew() {
        if (!held.isEmpty()) {
            store.renew(held.keySet(), leaseFor).subscribe().with(nothing -> {
            }, failure -> LOG.debugf("Leases of %s not renewed: %s", table.table(), failure));
        }
    }

    private static Duration pauseAfter(int attempts) {
        var pause = Math.min(LONGEST_PAUSE.toMillis(), 500L << Math.min(attempts, 10));
        return Duration.ofMillis(pause / 2 + (long) (Math.random() * pause / 2));
    }

    private <T> Uni<T> onContext(Uni<T> uni) {
        return uni.emitOn(task -> context.runOnContext(nothing -> task.run()));
    }
}
