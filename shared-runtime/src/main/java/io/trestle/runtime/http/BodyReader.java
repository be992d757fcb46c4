package io.trestle.runtime.http;

import java.io.ByteArrayInputStream;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Reads the bodies that are not streamed, after the caller is known and before the resource: bounded, and on the event loop, where
 * Quarkus would hand a body of more than 10 KiB to a worker thread that blocks until it has arrived.
 * Application scoped, so that it is created when it is first used: filters exist before the run-time configuration does.
 */
@ApplicationScoped
class BodyReader {

    private final EdgeConfig config;

    @Inject
    BodyReader(EdgeConfig config) {
        this.config = config;
    }

    @ServerRequestFilter(priority = Priorities.ENTITY_CODER, nonBlocking = true)
    Uni<Void> read(ContainerRequestContext resource, RoutingContext context) {
        var request = context.request();
        if (request.isEnded() || !HttpEdge.hasBody(request) || config.streams(context.normalizedPath())) {
            return Uni.createFrom().voidItem();
        }
        return body(request, config.maxJsonBody().asLongValue())
                .ifNoItem().after(config.bodyTimeout()).failWith(() -> tooSlow(config.bodyTimeout()))
                .invoke(body -> {
                    // Forms are parsed from the routing context, everything else from the stream.
                    context.setBody(body);
                    resource.setEntityStream(new ByteArrayInputStream(body.getBytes()));
                })
                .replaceWithVoid();
    }

    private static Uni<Buffer> body(HttpServerRequest request, long limit) {
        return Uni.createFrom().emitter(emitter -> {
            var body = Buffer.buffer();
            request.handler(chunk -> {
                if (body.length() + chunk.length() > limit) {
                    request.pause();
                    emitter.fail(tooLarge(limit));
                } else {
                    body.appendBuffer(chunk);
                }
            });
            request.endHandler(end -> emitter.complete(body));
            request.exceptionHandler(emitter::fail);
            if (expectsContinue(request)) {
                request.response().writeContinue();
            }
            request.resume();
        });
    }

    static boolean expectsContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    static ProblemException tooLarge(long limit) {
        return new ProblemException(ProblemType.PAYLOAD_TOO_LARGE, "The body is longer than " + limit + " bytes").with("maxBytes", limit);
    }

    private static ProblemException tooSlow(Duration limit) {
        return new ProblemException(ProblemType.REQUEST_TIMEOUT, "The body did not arrive within " + limit.toSeconds() + " s");
    }
}
