package io.trestle.runtime.problem;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.handlers.ParameterHandler;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.trestle.model.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;

/** What fails inside JAX-RS. The types beside {@code Throwable} are those that Quarkus maps by itself otherwise. */
@Singleton
class ProblemMappers {

    private final ProblemAnswers answers;

    @Inject
    ProblemMappers(ProblemAnswers answers) {
        this.answers = answers;
    }

    @ServerExceptionMapper({Throwable.class, MismatchedInputException.class, ValidationException.class, UnauthorizedException.class,
            ForbiddenException.class, AuthenticationFailedException.class})
    Response map(Throwable failure, RoutingContext context) {
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 400) {
            return web.getResponse();
        }
        return answers.answer(context, isUnreadableQuery(failure, context) ? unreadableQuery() : failure);
    }

    private static ProblemException unreadableQuery() {
        return new ProblemException(ProblemType.MALFORMED_REQUEST, "A query parameter has a value of the wrong form");
    }

    /** JAX-RS says 404 to a parameter that it cannot convert. That is right for a part of the path, and misleading for {@code ?limit=abc}. */
    private static boolean isUnreadableQuery(Throwable failure, RoutingContext context) {
        return failure instanceof NotFoundException && failure.getCause() != null && context.request().query() != null
                && failure.getStackTrace().length > 0
                && failure.getStackTrace()[0].getClassName().equals(ParameterHandler.class.getName());
    }
}
