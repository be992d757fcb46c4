package io.trestle.runtime.problem;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;

import org.jboss.resteasy.reactive.ResteasyReactiveClientProblem;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.trestle.model.problem.ProblemType;
import io.vertx.ext.web.handler.HttpException;

/** What each failure means to the caller. What is not known here is a bug: 500, and only its id is told. */
@ApplicationScoped
class ProblemMapping {

    /** Long enough for a database or broker to fail over, short enough for a person to wait. */
    private static final Duration OUTAGE_RETRY = Duration.ofSeconds(5);

    /** @param errorId by which the log finds a failure that the caller is told nothing about */
    Problem map(Throwable failure, String path, String errorId) {
        if (failure instanceof ProblemException problem) {
            return new Problem(problem.type(), problem.detail(), path, problem.members(), problem.retryAfter());
        }
        if (failure instanceof CompletionException wrapper && wrapper.getCause() != null) {
            return map(wrapper.getCause(), path, errorId);
        }
        // An answer that a client of ours got, which is not our answer; to be told apart from the next, which it extends.
        if (failure instanceof ResteasyReactiveClientProblem) {
            return plain(ProblemType.UPSTREAM_FAILED, path, errorId);
        }
        if (failure instanceof WebApplicationException web) {
            return plain(HttpStatuses.type(web.getResponse().getStatus()), path, errorId);
        }
        if (failure instanceof HttpException http) {
            return plain(HttpStatuses.type(http.getStatusCode()), path, errorId);
        }
        if (failure instanceof UnauthorizedException) {
            return plain(ProblemType.UNAUTHENTICATED, path, errorId);
        }
        if (failure instanceof ForbiddenException) {
            return plain(ProblemType.FORBIDDEN, path, errorId);
        }
        if (failure instanceof ConstraintViolationException violations && Violations.areOfCaller(violations)) {
            return new Problem(ProblemType.VALIDATION_FAILED, "The request breaks a rule; errors names each", path,
                    Map.of("errors", Violations.errors(violations)), null);
        }
        return Outage.isBehind(failure)
                ? problem(ProblemType.UNAVAILABLE, path, errorId, OUTAGE_RETRY)
                : plain(ProblemType.INTERNAL, path, errorId);
    }

    /** For layers that know no more than a status. */
    private static Problem plain(ProblemType type, String path, String errorId) {
        return problem(type, path, errorId, null);
    }

    private static Problem problem(ProblemType type, String path, String errorId, @Nullable Duration retryAfter) {
        return new Problem(type, HttpStatuses.detail(type), path, type.status() < 500 ? Map.of() : Map.of("errorId", errorId), retryAfter);
    }
}
