package io.trestle.gateway.edge;

import java.util.Arrays;
import java.util.function.BiConsumer;

import org.jboss.logging.Logger;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.trestle.gateway.proxy.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Lets through what is well-formed, with its target in origin form. */
final class RequestIntake {

    private static final Logger LOG = Logger.getLogger(RequestIntake.class);

    private final Vertx vertx;
    private final BiConsumer<HttpServerRequest, String> next;

    RequestIntake(Vertx vertx, BiConsumer<HttpServerRequest, String> next) {
        this.vertx = vertx;
        this.next = next;
    }

    void accept(HttpServerRequest request) {
        try {
            var fault = RequestCheck.fault(request);
            closeIfAsked(request);
            if (fault == null) {
                next.accept(request, RequestCheck.originForm(request.uri()));
            } else {
                Answers.error(vertx, request, 400, "err", fault);
            }
        } catch (RuntimeException e) {
            // A bug; without an answer its client would wait for ever.
            LOG.errorf(e, "A request failed");
            Answers.error(vertx, request, 500, "err", "something went wrong inside");
        }
    }

    /** Vert.x knows {@code close} only where it stands alone. */
    private void closeIfAsked(HttpServerRequest request) {
        var connection = request.version() == HttpVersion.HTTP_2 ? null : request.getHeader(HttpHeaders.CONNECTION);
        if (connection != null && connection.indexOf(',') >= 0
                && Arrays.stream(connection.split(",")).anyMatch(token -> token.strip().equalsIgnoreCase("close"))) {
            var response = request.response();
            response.headersEndHandler(head -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
            response.endHandler(end -> vertx.runOnContext(later -> request.connection().close()));
        }
    }

    /** What cannot be parsed: where it ends, and whether another request follows, nobody knows. */
    void refuse(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        var status = cause instanceof TooLongHttpLineException ? 414 : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        request.response().putHeader("connection", "close");
        request.response().endHandler(end -> vertx.runOnContext(later -> request.connection().close()));
        Answers.error(vertx, request, status, "err", "the request is malformed");
    }
}
