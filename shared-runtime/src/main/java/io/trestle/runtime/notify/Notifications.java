package io.trestle.runtime.notify;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.trestle.runtime.WithoutDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

/**
 * Notifications on the channels of this service, from every replica. One connection of the pool listens for all of them; channel names
 * carry the service's schema, since PostgreSQL's are shared by the whole database.
 */
@ApplicationScoped
public class Notifications {

    private static final Logger LOG = Logger.getLogger(Notifications.class);
    private static final long RECONNECT_MILLIS = 500;
    /** Finds a connection that died without a word (a lost NAT entry, a failover). */
    private static final long HEARTBEAT_MILLIS = 30_000;

    private final Vertx vertx;
    private final Pool pool;
    private final String schema;
    private final Map<String, BroadcastProcessor<String>> channels = new ConcurrentHashMap<>();

    private volatile @Nullable PgConnection connection;
    private volatile boolean stopped;

    Notifications(Vertx vertx, Pool pool, @ConfigProperty(name = "trestle.database.role") String schema) {
        this.vertx = vertx;
        this.pool = pool;
        this.schema = schema;
    }

    /**
     * The payloads of a channel. Hot: it never completes or fails, and what arrives while the connection is down is lost. After every
     * reconnect it emits an empty payload, so that listeners look for themselves.
     */
    public Multi<String> on(String channel) {
        var processor = channels.computeIfAbsent(channel, name -> {
            listen(name);
            return BroadcastProcessor.create();
        });
        return processor.onOverflow().drop();
    }

    /** Sends in the transaction of the current Hibernate Reactive session: delivered at its commit. */
    public Uni<Void> send(String channel, String payload) {
        return Panache.getSession().chain(session -> session.createNativeQuery("SELECT pg_notify(:channel, :payload)::text")
                .setParameter("channel", schema + "." + channel)
                .setParameter("payload", payload)
                .getSingleResult()).replaceWithVoid();
    }

    void start(@Observes StartupEvent event, WithoutDatabase without) {
        if (!without.isChosen()) {
            start(event);
        }
    }

    void start(StartupEvent event) {
        connect();
        vertx.setPeriodic(HEARTBEAT_MILLIS, id -> heartbeat());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        var open = connection;
        if (open != null) {
            open.close();
        }
    }

    private void connect() {
        if (!stopped) {
            pool.getConnection().onSuccess(this::connected).onFailure(this::reconnectLater);
        }
    }

    private void connected(SqlConnection opened) {
        var listener = PgConnection.cast(opened);
        listener.notificationHandler(notification -> {
            var name = notification.getChannel().substring(schema.length() + 1);
            emit(name, notification.getPayload());
        });
        listener.closeHandler(nothing -> {
            connection = null;
            reconnectLater(null);
        });
        connection = listener;
        channels.keySet().forEach(name -> {
            listen(name);
            emit(name, "");
        });
    }

    private void reconnectLater(@Nullable Throwable cause) {
        if (!stopped) {
            LOG.debugf("Not listening to PostgreSQL, trying again: %s", cause);
            vertx.setTimer(RECONNECT_MILLIS, id -> connect());
        }
    }

    private void listen(String name) {
        var open = connection;
        if (open != null) {
            open.query("LISTEN \"" + schema + "." + name + "\"").execute().onFailure(failure -> open.close());
        }
    }

    private void heartbeat() {
        var open = connection;
        if (open != null) {
            var deadline = vertx.setTimer(HEARTBEAT_MILLIS / 2, id -> open.close());
            open.query("SELECT 1").execute().onComplete(answer -> vertx.cancelTimer(deadline));
        }
    }

    private void emit(String name, String payload) {
        var processor = channels.get(name);
        if (processor != null) {
            processor.onNext(payload);
        }
    }
}
