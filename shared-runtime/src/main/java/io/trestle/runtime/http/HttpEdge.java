package io.trestle.runtime.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.MDC;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemAnswers;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** The first thing that sees a request on the service's port; the management port is not concerned. */
@Singleton
class HttpEdge {

    /** Filters run in the order of falling numbers. */
    private static final int FIRST = Integer.MAX_VALUE;

    private final EdgeConfig config;
    private final ProblemAnswers answers;

    @Inject
    HttpEdge(EdgeConfig config, ProblemAnswers answers) {
        this.config = config;
        this.answers = answers;
    }

    void install(@Observes Filters filters) {
        if (!config.passThrough()) {
            filters.register(this::admit, FIRST);
        }
    }

    private void admit(RoutingContext context) {
        var id = RequestId.of(context);
        MDC.put("requestId", id);
        context.response().putHeader(RequestId.HEADER, id);
        context.addHeadersEndHandler(nothing -> setDefaults(context.response().headers()));
        var request = context.request();
        var fault = RequestTarget.fault(request.path(), request.query());
        if (fault != null) {
            answers.send(context, new ProblemException(ProblemType.MALFORMED_REQUEST, fault));
            return;
        }
        if (hasBody(request)) {
            var limit = (config.streams(context.normalizedPath()) ? config.maxStreamedBody() : config.maxJsonBody()).asLongValue();
            UnreadBody.settle(context, config.maxJsonBody().asLongValue());
            var length = UnreadBody.length(request);
            if (length > limit && length < Long.MAX_VALUE) {
                answers.send(context, BodyReader.tooLarge(limit));
                return;
            }
        }
        context.next();
    }

    /** Answers are data of one caller, and are what their Content-Type says; a resource may say otherwise. */
    private static void setDefaults(MultiMap headers) {
        if (!headers.contains("X-Content-Type-Options")) {
            headers.set("X-Content-Type-Options", "nosniff");
        }
        if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    static boolean hasBody(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (request.version() == HttpVersion.HTTP_2 && !request.isEnded());
    }
}
