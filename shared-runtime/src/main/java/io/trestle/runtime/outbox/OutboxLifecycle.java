package io.trestle.runtime.outbox;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.subscription.Cancellable;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;

/** Runs this replica's relay from start to shutdown. */
@ApplicationScoped
class OutboxLifecycle {

    private final Vertx vertx;
    private final Pool pool;
    private final OutboxConfig config;
    private final OutboxMetrics metrics;
    private final Notifications notifications;
    private final Map<String, Object> kafka;

    private @Nullable KafkaSender sender;
    private @Nullable OutboxRelay relay;
    private @Nullable Cancellable listening;

    OutboxLifecycle(Vertx vertx, Pool pool, OutboxConfig config, OutboxMetrics metrics, Notifications notifications,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.vertx = vertx;
        this.pool = pool;
        this.config = config;
        this.metrics = metrics;
        this.notifications = notifications;
        this.kafka = kafka;
    }

    void start(@Observes StartupEvent event) {
        if (!config.relayEnabled()) {
            return;
        }
        sender = new KafkaSender(kafka, config.deliveryTimeout());
        var started = new OutboxRelay(vertx, new OutboxBatch(pool, sender, config), config, metrics);
        listening = notifications.on("outbox").subscribe().with(payload -> started.wake());
        started.start();
        relay = started;
    }

    void stop(@Observes ShutdownEvent event) {
        if (listening != null) {
            listening.cancel();
        }
        if (relay != null) {
            relay.stop().subscribe().with(nothing -> {
            });
        }
        if (sender != null) {
            sender.close();
        }
    }
}
