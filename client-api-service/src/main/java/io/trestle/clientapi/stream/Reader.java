package io.trestle.clientapi.stream;

import java.util.function.Consumer;

import io.vertx.core.http.HttpServerResponse;

/** One open stream. Its state is touched on the feed's context only. */
final class Reader {

    /** What may wait in a connection: a stalled reader costs no more than this, and reads the rest from the database later. */
    private static final int WINDOW = 256 * 1024;

    final String predictionId;
    private final HttpServerResponse response;
    private int last;
    private boolean behind;
    private boolean reading;
    private boolean closed;

    Reader(String predictionId, int last, HttpServerResponse response) {
        this.predictionId = predictionId;
        this.last = last;
        this.response = response;
        response.setWriteQueueMaxSize(WINDOW);
    }

    int last() {
        return last;
    }

    boolean closed() {
        return closed;
    }

    /** Whether it takes new events as they come; otherwise they are read for it from the database. */
    boolean follows() {
        return !behind && !reading && !closed;
    }

    boolean behind() {
        return behind;
    }

    /** @return false where somebody reads for it already */
    boolean beginReading() {
        behind = false;
        var free = !reading;
        reading = true;
        return free;
    }

    void endReading() {
        reading = false;
    }

    /** Sends an event that the reader does not have; where the connection takes no more, the rest is read again when it does. */
    void offer(int seq, String frame, boolean end, Consumer<Reader> drained) {
        if (closed || behind || seq <= last) {
            return;
        }
        if (response.writeQueueFull()) {
            behind = true;
            response.drainHandler(nothing -> drained.accept(this));
            return;
        }
        last = seq;
        response.write(frame);
        if (end) {
            close();
        }
    }

    void keepAlive() {
        if (!closed && !response.writeQueueFull()) {
            response.write(": keep-alive\n\n");
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            if (!response.closed()) {
                response.end();
            }
        }
    }

    void gone() {
        closed = true;
    }
}
