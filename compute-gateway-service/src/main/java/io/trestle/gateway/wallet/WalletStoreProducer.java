package io.trestle.gateway.wallet;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.trestle.gateway.GatewayConfig;
import io.vertx.mutiny.sqlclient.Pool;

/** The store that is configured. */
@ApplicationScoped
class WalletStoreProducer {

    private final MemoryWallets memory;

    WalletStoreProducer(GatewayConfig config, Clock clock) {
        memory = new MemoryWallets(config.unprovenWallets(), clock);
    }

    @Produces
    @Singleton
    WalletStore wallets(GatewayConfig config, Pool pool, @ConfigProperty(name = "trestle.database.role") String schema) {
        return config.store() == GatewayConfig.Store.MEMORY ? memory : new PostgresWallets(pool, config, schema);
    }

    @Produces
    @Singleton
    Entrances entrances() {
        return memory;
    }
}
