package io.trestle.clientapi.rpc;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Multi;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.Vertx;

/** The open sockets of this replica. Frames of all replicas reach them: each socket reads its client's rows when it is told of new ones. */
@ApplicationScoped
class RpcFeeds {

    private static final Logger LOG = Logger.getLogger(RpcFeeds.class);

    private final Notifications notifications;
    private final RpcFrames frames;
    private final RpcClients clients;
    private final RpcConfig config;
    private final Vertx vertx;
    private final Map<String, RpcFeed> feeds = new ConcurrentHashMap<>();
    private final Map<UUID, Set<RpcFeed>> byClient = new ConcurrentHashMap<>();

    RpcFeeds(Notifications notifications, RpcFrames frames, RpcClients clients, RpcConfig config, Vertx vertx) {
        this.notifications = notifications;
        this.frames = frames;
        this.clients = clients;
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        notifications.on(RpcFrames.CHANNEL).subscribe().with(this::wake);
        Multi.createFrom().ticks().every(config.sweep()).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> clients
                        .seen(feeds.values().stream().map(RpcFeed::client).collect(Collectors.toSet()))
                        .chain(() -> clients.forget(config.retention()))
                        .onFailure().invoke(failure -> LOG.debugf("Old frames not removed: %s", failure))
                        .onFailure().recoverWithNull())
                .subscribe().with(nothing -> {
                });
    }

    void open(WebSocketConnection connection, RpcClients.Opened client) {
        var feed = new RpcFeed(connection, client, frames, config.framesAtOnce(), vertx);
        feeds.put(connection.id(), feed);
        // Inside of compute: the client's former socket may close at this moment, and take the set with it.
        byClient.compute(client.id(), (id, open) -> {
            var of = open == null ? ConcurrentHashMap.<RpcFeed>newKeySet() : open;
            of.add(feed);
            return of;
        });
        feed.wake();
    }

    void close(WebSocketConnection connection) {
        var feed = feeds.remove(connection.id());
        if (feed != null) {
            byClient.computeIfPresent(feed.client(), (id, open) -> {
                open.remove(feed);
                return open.isEmpty() ? null : open;
            });
        }
    }

    /** @param client whose frames are new; empty where notifications may have been lost */
    private void wake(String client) {
        if (client.isEmpty()) {
            feeds.values().forEach(RpcFeed::wake);
        } else {
            byClient.getOrDefault(UUID.fromString(client), Set.of()).forEach(RpcFeed::wake);
        }
    }
}
