package io.trestle.gateway.proxy;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What comes after a request's head: whether there is anything, and its way to the service. */
final class RequestBody {

    private final Exchange exchange;
    private final HttpServerRequest request;
    private boolean present;
    private boolean ended;
    /** What came before it was known that there is a body. */
    private @Nullable Buffer early;

    RequestBody(Exchange exchange, HttpServerRequest request) {
        this.exchange = exchange;
        this.request = request;
    }

    /** @param known called when it is known whether there is a body; the request is paused then, if there is one */
    void look(Runnable known) {
        if (request.version() == HttpVersion.HTTP_2 && request.getHeader(HttpHeaders.CONTENT_LENGTH) == null && !Exchange.isGrpc(request)) {
            waitForFirstFrames(known);
            return;
        }
        present = Answers.hasBody(request);
        if (present) {
            request.pause();
        } else {
            request.resume();
        }
        known.run();
    }

    /** HTTP/2 says with the last frame of the head whether a body follows; that has been looked at when this turn of the event loop is over. */
    private void waitForFirstFrames(Runnable known) {
        request.endHandler(end -> ended = true);
        request.handler(chunk -> {
            early = early == null ? chunk : early.copy().appendBuffer(chunk);
            request.pause();
        });
        request.resume();
        exchange.proxy.vertx.runOnContext(later -> {
            if (exchange.isOver()) {
                // Reset in the same turn: there is nothing left to read, nor anybody to answer.
                return;
            }
            present = early != null || !ended;
            if (!ended) {
                request.pause();
            }
            known.run();
        });
    }

    boolean isPresent() {
        return present;
    }

    /** Whether some of it has not come yet. */
    boolean isUnderWay() {
        return present && !request.isEnded();
    }

    void send(HttpClientRequest upstream) {
        if (!present) {
            upstream.end();
            return;
        }
        if (!upstream.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            upstream.setChunked(true);
        }
        upstream.continueHandler(go -> {
            if (!request.response().headWritten() && !exchange.isOver()) {
                request.response().writeContinue();
            }
        });
        upstream.sendHead();
        if (early != null) {
            upstream.write(early);
        }
        if (ended) {
            upstream.end();
            return;
        }
        request.handler(chunk -> pass(chunk, upstream));
        request.endHandler(end -> upstream.end());
        request.exceptionHandler(exchange::bodyBroken);
        request.resume();
    }

    private void pass(Buffer chunk, HttpClientRequest upstream) {
        exchange.giveSign();
        LentBuffer.giveBack(chunk, upstream.write(chunk));
        if (upstream.writeQueueFull()) {
            request.pause();
            upstream.drainHandler(drained -> request.resume());
        }
    }
}
