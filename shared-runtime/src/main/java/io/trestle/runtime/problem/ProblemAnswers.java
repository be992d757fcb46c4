package io.trestle.runtime.problem;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.All;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.http.RequestId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Turns failures into answers, each in the shape of the surface that it happened on, and logs them: the only place that does either. */
@ApplicationScoped
public class ProblemAnswers {

    private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);

    /** What a JAX-RS exception may say beside its status. */
    private static final List<String> KEPT = List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER, HttpHeaders.WWW_AUTHENTICATE);

    private final ProblemMapping mapping;
    private final List<ProblemShape> shapes;
    private final ObjectMapper json;

    @Inject
    ProblemAnswers(ProblemMapping mapping, @All List<ProblemShape> shapes, ObjectMapper json) {
        this.mapping = mapping;
        this.shapes = shapes;
        this.json = json;
    }

    /** The answer of a JAX-RS resource that failed. */
    Response answer(RoutingContext context, Throwable failure) {
        var problem = mapping.map(failure, path(context), RequestId.of(context));
        log(context, problem, failure);
        var answer = render(problem);
        if (failure instanceof WebApplicationException web) {
            KEPT.forEach(header -> setDefault(answer, header, web.getResponse().getHeaderString(header)));
        }
        if (answer.getStatus() == Response.Status.METHOD_NOT_ALLOWED.getStatusCode()) {
            setDefault(answer, HttpHeaders.ALLOW, String.join(", ", AllowedMethods.of(problem.instance())));
        }
        return answer;
    }

    /** Ends the request of a route outside JAX-RS that failed. What was begun already is cut off, so that nobody takes it for complete. */
    public void send(RoutingContext context, Throwable failure) {
        var response = context.response();
        if (response.ended() || response.closed()) {
            LOG.debug("A request failed after its answer", failure);
            return;
        }
        var answer = answer(context, failure);
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(answer.getStatus());
        answer.getStringHeaders().forEach((name, values) -> response.headers().set(name, values));
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.end();
        } else {
            response.end(body(answer.getEntity()));
        }
    }

    private Response render(Problem problem) {
        var answer = shaped(problem);
        var retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            // Rounded up: a retry a moment early fails again.
            setDefault(answer, HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.plusMillis(999).toSeconds()));
        }
        if (problem.type().status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            setDefault(answer, HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"trestle\"");
        }
        return answer;
    }

    private Response shaped(Problem problem) {
        for (var shape : shapes) {
            if (shape.covers(problem.instance())) {
                return shape.render(problem);
            }
        }
        return StandardShape.render(problem);
    }

    private static void setDefault(Response answer, String header, @Nullable Object value) {
        if (value != null) {
            answer.getHeaders().putIfAbsent(header, List.of(value));
        }
    }

    private Buffer body(@Nullable Object entity) {
        if (entity == null) {
            return Buffer.buffer();
        }
        if (entity instanceof String text) {
            return Buffer.buffer(text);
        }
        if (entity instanceof byte[] bytes) {
            return Buffer.buffer(bytes);
        }
        try {
            return Buffer.buffer(json.writeValueAsBytes(entity));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem shape renders what Jackson cannot write", e);
        }
    }

    private static void log(RoutingContext context, Problem problem, Throwable failure) {
        var method = context.request().method();
        if (context.response().closed()) {
            LOG.debugf(failure, "%s %s: the caller went away", method, problem.instance());
        } else if (problem.type() == ProblemType.INTERNAL) {
            LOG.errorf(failure, "%s %s failed, error id %s", method, problem.instance(), RequestId.of(context));
        } else if (problem.type().status() < 500) {
            LOG.debugf(failure, "%s %s: %s", method, problem.instance(), problem.detail());
        } else if (failure instanceof ProblemException && failure.getCause() == null) {
            LOG.warnf("%s %s: %s", method, problem.instance(), problem.detail());
        } else {
            LOG.errorf(failure, "%s %s: %s", method, problem.instance(), problem.detail());
        }
    }

    /** Normalised where that is possible, so that no spelling of a path escapes the shape of its surface. */
    private static String path(RoutingContext context) {
        try {
            return context.normalizedPath();
        } catch (IllegalArgumentException e) {
            var path = context.request().path();
            return path == null ? "/" : path;
        }
    }
}
