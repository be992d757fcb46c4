package io.trestle.runtime.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * Settles a connection whose request is answered before its body was read (404, 401, 413 …). Left alone, it would wait for ever with a full
 * buffer; closed at once, the bytes that still arrive would make the kernel reset it, and the client would never see the answer.
 */
final class UnreadBody {

    /** How long a client may go on sending a body that nobody wants, in milliseconds. */
    private static final long LINGER = 5_000;

    private UnreadBody() {
    }

    /** @param bearable a body of a known length up to this many bytes is read to its end, and the connection is kept */
    static void settle(RoutingContext context, long bearable) {
        var request = context.request();
        var keep = length(request) <= bearable && request.version() != HttpVersion.HTTP_1_0;
        context.addHeadersEndHandler(nothing -> {
            if (!keep && !request.isEnded() && request.version() != HttpVersion.HTTP_2) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        // After the response is written out, not while it is: reading on may end the request, and with it the connection.
        context.addBodyEndHandler(nothing -> context.vertx().runOnContext(later -> discard(context, keep)));
    }

    /** @return {@code Content-Length}; {@link Long#MAX_VALUE} for a body without one */
    static long length(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? Long.MAX_VALUE : Long.parseLong(length);
    }

    private static void discard(RoutingContext context, boolean keep) {
        var request = context.request();
        if (request.isEnded()) {
            return;
        }
        request.handler(chunk -> {
        });
        if (request.version() == HttpVersion.HTTP_2) {
            context.vertx().setTimer(LINGER, timer -> stop(request));
        } else if (!keep) {
            var connection = request.connection();
            request.endHandler(end -> connection.close());
            context.vertx().setTimer(LINGER, timer -> connection.close());
        }
        request.resume();
    }

    /** Only this stream; NO_ERROR says that the answer was complete (RFC 9113, 8.1). */
    private static void stop(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.response().reset(0);
        }
    }
}
