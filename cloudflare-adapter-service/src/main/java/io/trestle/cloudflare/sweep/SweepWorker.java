package io.trestle.cloudflare.sweep;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareFailure;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;

/** Runs each sweep again and again, in one replica at a time: the sweeps are leased rows that are always due again. */
@ApplicationScoped
class SweepWorker {

    static final LeasedTable TABLE = new LeasedTable("sweep", "name", "sweep");

    private static final Logger LOG = Logger.getLogger(SweepWorker.class);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final LeaseWorkers workers;
    private final HealthSweep health;
    private final DriftSweep drift;
    private final SweepConfig config;

    SweepWorker(LeaseWorkers workers, HealthSweep health, DriftSweep drift, SweepConfig config) {
        this.workers = workers;
        this.health = health;
        this.drift = drift;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            workers.start(TABLE, 2, LEASE, this::work);
        }
    }

    private Uni<LeaseOutcome> work(Lease lease) {
        var isHealth = lease.id().equals("health");
        var every = isHealth ? config.healthEvery() : config.driftEvery();
        return (isHealth ? health.run() : drift.run())
                .map(nothing -> LeaseOutcome.retryAfter(every))
                .onFailure(CloudflareFailure.class).recoverWithItem(failure -> {
                    LOG.infof("The %s sweep ended early: %s", lease.id(), failure.getMessage());
                    return LeaseOutcome.retryAfter(
                            longer(every, failure instanceof CloudflareUnavailable unavailable ? unavailable.retryAfter() : null));
                });
    }

    private static Duration longer(Duration every, @Nullable Duration asked) {
        return asked == null || asked.compareTo(every) < 0 ? every : asked;
    }
}
