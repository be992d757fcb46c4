package io.trestle.gateway.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

/** Answers of the gateway itself: short JSON. */
public final class Answers {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json; charset=utf-8");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    /** How long a client may go on sending a body that nobody wants, in milliseconds. */
    private static final long LINGER = 5_000;

    private Answers() {
    }

    public static void error(Vertx vertx, HttpServerRequest request, int status, String member, String message) {
        send(vertx, request, status, new JsonObject().put(member, message));
    }

    /** What is left of the request's body is not read, or read and thrown away; the client gets to see the answer either way. */
    public static void send(Vertx vertx, HttpServerRequest request, int status, JsonObject body) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        var unread = !request.isEnded() && hasBody(request);
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON).putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .putHeader("x-content-type-options", "nosniff");
        if (unread && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(body.toBuffer());
        }
        if (unread) {
            closeWhenRead(vertx, request);
        }
    }

    static boolean hasBody(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null
                ? !length.equals("0")
                : request.version() == HttpVersion.HTTP_2 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Closed at once, the bytes that still arrive would make the kernel reset the connection before the client has read the answer. */
    static void closeWhenRead(Vertx vertx, HttpServerRequest request) {
        if (request.isEnded()) {
            if (request.version() != HttpVersion.HTTP_2) {
                request.connection().close();
            }
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            // NO_ERROR: the answer was complete (RFC 9113, 8.1).
            vertx.setTimer(1, timer -> {
                if (!request.isEnded()) {
                    request.response().reset(0);
                }
            });
            return;
        }
        var connection = request.connection();
        var timer = vertx.setTimer(LINGER, late -> connection.close());
        connection.closeHandler(closed -> vertx.cancelTimer(timer));
        request.handler(LentBuffer::giveBack);
        request.endHandler(end -> connection.close());
        request.exceptionHandler(failure -> connection.close());
        request.resume();
    }
}
