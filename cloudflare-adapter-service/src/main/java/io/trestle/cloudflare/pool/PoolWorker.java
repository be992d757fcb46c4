package io.trestle.cloudflare.pool;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.tunnel.TunnelStock;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;

/** Keeps the pool full and its labels right, in one replica at a time: woken by a claim, and once a minute by itself. */
@ApplicationScoped
class PoolWorker {

    private static final Logger LOG = Logger.getLogger(PoolWorker.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    /** Finds what an operator removed, and another size since the last start. */
    private static final Duration EVERY = Duration.ofMinutes(1);
    /** What Cloudflare, or a comment that it refuses, gets to recover. */
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /** A few of the tunnels that a replica works on at once: the others are for requests that somebody waits for. */
    private static final int AT_ONCE = 4;

    private final LeaseWorkers workers;
    private final TunnelStock stock;
    private final PoolLabels labels;
    private final PoolConfig config;

    PoolWorker(LeaseWorkers workers, TunnelStock stock, PoolLabels labels, PoolConfig config) {
        this.workers = workers;
        this.stock = stock;
        this.labels = labels;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        workers.start(TunnelStock.WORK, 2, LEASE, this::work);
    }

    private Uni<LeaseOutcome> work(Lease lease) {
        if (lease.id().equals(TunnelStock.FILL)) {
            return stock.fill(lease, config.size(), AT_ONCE).map(nothing -> LeaseOutcome.retryAfter(EVERY));
        }
        return labels.run().map(done -> LeaseOutcome.retryAfter(done == 0 ? EVERY : PAUSE))
                .onFailure(CloudflareUnavailable.class).recoverWithItem(failure -> {
                    LOG.debugf("Labels wait: %s", failure.getMessage());
                    return LeaseOutcome.retryAfter(longer(PAUSE, ((CloudflareUnavailable) failure).retryAfter()));
                });
    }

    private static Duration longer(Duration pause, @Nullable Duration asked) {
        return asked == null || asked.compareTo(pause) < 0 ? pause : asked;
    }
}
