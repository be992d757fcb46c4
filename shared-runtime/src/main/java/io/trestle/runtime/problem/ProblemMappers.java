package io.trestle.runtime.problem;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
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
        return answers.answer(context, failure);
    }
}
