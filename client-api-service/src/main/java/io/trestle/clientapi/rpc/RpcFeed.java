package io.trestle.clientapi.rpc;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Brings one socket the frames of its client, in order, as fast as the socket takes them: what is not sent yet stays in the database. */
final class RpcFeed {

    private static final Logger LOG = Logger.getLogger(RpcFeed.class);
    private static final long RETRY_MILLIS = 500;

    private final WebSocketConnection connection;
    private final UUID client;
    private final RpcFrames frames;
    private final int limit;
    private final Vertx vertx;
    /** Reasons to read that came since the last read began; the one who makes it 1 reads. */
    private final AtomicInteger reasons = new AtomicInteger();
    private volatile long sent;

    RpcFeed(WebSocketConnection connection, RpcClients.Opened client, RpcFrames frames, int limit, Vertx vertx) {
        this.connection = connection;
        this.client = client.id();
        this.sent = client.seq();
        this.frames = frames;
        this.limit = limit;
        this.vertx = vertx;
    }

    UUID client() {
        return client;
    }

    void wake() {
        if (reasons.getAndIncrement() == 0) {
            read();
        }
    }

    private void read() {
        var known = reasons.get();
        frames.after(client, sent, limit)
                .call(this::send)
                .subscribe().with(batch -> next(known, batch.size() == limit), this::retry);
    }

    private void next(int known, boolean more) {
        if (connection.isOpen() && (more || reasons.addAndGet(-known) > 0)) {
            read();
        }
    }

    private void retry(Throwable failure) {
        if (connection.isOpen()) {
            LOG.debugf("Frames of client %s not read, trying again: %s", client, failure);
            vertx.setTimer(RETRY_MILLIS, id -> read());
        }
    }

    private Uni<Void> send(List<Frame> batch) {
        return Multi.createFrom().iterable(batch)
                .onItem().transformToUniAndConcatenate(frame -> connection.sendText(frame.numbered()).invoke(() -> sent = frame.seq()))
                .collect().last().replaceWithVoid();
    }
}
