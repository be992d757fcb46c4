package io.trestle.gateway.wallet;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.trestle.gateway.GatewayConfig;

/** Keeps the tables as small as what is still valid. */
@ApplicationScoped
class WalletSweep {

    private final WalletStore store;
    private final GatewayConfig config;

    WalletSweep(WalletStore store, GatewayConfig config) {
        this.store = store;
        this.config = config;
    }

    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return store.sweep(config.unprovenFor());
    }
}
