package io.trestle.runtime.problem;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/** What fails outside JAX-RS: in other routes, in the router itself, or because nothing is routed there. */
@Singleton
class RouterProblems {

    private final ProblemAnswers answers;

    @Inject
    RouterProblems(ProblemAnswers answers) {
        this.answers = answers;
    }

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::fail);
        // Right before JAX-RS, which would answer 200 for any path below a resource.
        router.route().method(HttpMethod.OPTIONS).order(RouteConstants.ROUTE_ORDER_DEFAULT - 1).handler(this::options);
        for (int status : new int[]{400, 404, 405, 406, 413, 415, 500}) {
            router.errorHandler(status, this::fail);
        }
    }

    private void fail(RoutingContext context) {
        var failure = context.failure();
        var status = context.statusCode();
        answers.send(context, failure == null || status != 500 ? new HttpException(status, failure) : failure);
    }

    private void options(RoutingContext context) {
        var allowed = AllowedMethods.of(context.normalizedPath());
        if (allowed.isEmpty()) {
            answers.send(context, new HttpException(404));
        } else {
            context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, String.join(", ", allowed)).end();
        }
    }
}
