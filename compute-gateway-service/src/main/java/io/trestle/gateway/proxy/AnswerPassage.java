package io.trestle.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** The way of a service's answer to the client, from its head to its trailers. */
final class AnswerPassage {

    private final Exchange exchange;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final HttpClientResponse received;
    private long bodyLeft = -1;

    AnswerPassage(Exchange exchange, HttpServerRequest request, HttpClientResponse received) {
        this.exchange = exchange;
        this.request = request;
        response = request.response();
        this.received = received;
    }

    /** @param bothWays whether the client may go on sending while the answer comes */
    void begin(Target target, RequestBody body, boolean bothWays) {
        response.setStatusCode(received.statusCode());
        if (request.version() != HttpVersion.HTTP_2 && received.version() != HttpVersion.HTTP_2) {
            response.setStatusMessage(received.statusMessage());
        }
        ResponseHead.copy(received.headers(), response.headers(), target);
        frame();
        if (body.isUnderWay() && request.version() != HttpVersion.HTTP_2 && !bothWays) {
            // The service did not wait for the whole body: whatever of it still comes is not for anybody.
            closeAtEnd();
        }
        received.exceptionHandler(exchange::brokenOff);
        received.handler(this::pass);
        received.endHandler(end -> finish());
    }

    private void frame() {
        if (request.method() == HttpMethod.HEAD || received.statusCode() == 204 || received.statusCode() == 304) {
            return;
        }
        var length = received.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            // In HTTP/2 trailers may follow all the same.
            bodyLeft = received.version() == HttpVersion.HTTP_2 ? -1 : length(length);
        } else if (request.version() == HttpVersion.HTTP_1_1) {
            response.setChunked(true);
        } else if (request.version() == HttpVersion.HTTP_1_0) {
            // Only its end tells where such an answer ends.
            closeAtEnd();
        }
    }

    /** Vert.x decides by the request alone whether a connection stays open. */
    private void closeAtEnd() {
        var vertx = exchange.proxy.vertx;
        response.headersEndHandler(head -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        response.endHandler(end -> vertx.runOnContext(later -> Answers.closeWhenRead(vertx, request)));
    }

    private void pass(Buffer chunk) {
        exchange.giveSign();
        if (bodyLeft >= 0) {
            bodyLeft -= chunk.length();
            if (bodyLeft == 0) {
                // The last piece and the end in one write; what follows is the end of the answer, which finishes nothing more.
                LentBuffer.giveBack(chunk, response.end(chunk));
                return;
            }
        }
        LentBuffer.giveBack(chunk, response.write(chunk));
        if (response.writeQueueFull()) {
            received.pause();
            response.drainHandler(drained -> {
                exchange.giveSign();
                received.resume();
            });
        }
    }

    private void finish() {
        if (exchange.isOver()) {
            return;
        }
        if (!response.ended()) {
            var trailers = received.trailers();
            if (!trailers.isEmpty()) {
                copy(trailers);
            }
            response.end();
        }
        exchange.finished(received.statusCode());
    }

    /** Never what a reader would take for framing or for a header of the message (RFC 9110, 6.5.1). */
    private void copy(MultiMap trailers) {
        for (var trailer : trailers) {
            var name = trailer.getKey();
            if (!Headers.isHopByHop(name) && !Headers.is(name, "host") && !Headers.is(name, "content-length")
                    && !Headers.is(name, "set-cookie")
                    && !Headers.is(name, "authorization") && !Headers.is(name, "content-encoding") && !Headers.is(name, "content-type")
                    && name.charAt(0) != ':') {
                response.putTrailer(name, trailer.getValue());
            }
        }
    }

    private static long length(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
