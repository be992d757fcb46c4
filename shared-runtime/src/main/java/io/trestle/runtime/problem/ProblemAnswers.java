package io.trestle.runtime.problem;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.model.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Writes problems, each in the shape of the surface that it happened on. */
@ApplicationScoped
public class ProblemAnswers {

    private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);

    private final Instance<ProblemShape> shapes;
    private final ObjectMapper json;

    @Inject
    ProblemAnswers(Instance<ProblemShape> shapes, ObjectMapper json) {
        this.shapes = shapes;
        this.json = json;
    }

    /** The answer as a resource or an exception mapper returns it. */
    public Response render(Problem problem) {
        var answer = shaped(problem);
        var retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            var seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
            answer.getHeaders().putIfAbsent(HttpHeaders.RETRY_AFTER, List.of(seconds));
        }
        if (problem.type() == ProblemType.UNAUTHENTICATED) {
            answer.getHeaders().putIfAbsent(HttpHeaders.WWW_AUTHENTICATE, List.of("Bearer realm=\"trestle\""));
        }
        return answer;
    }

    /** The answer of a route outside JAX-RS. */
    public void send(RoutingContext context, Problem problem) {
        var answer = render(problem);
        var response = context.response();
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(answer.getStatus());
        answer.getStringHeaders().forEach((name, values) -> response.headers().set(name, values));
        response.end(body(answer.getEntity()));
    }

    private Response shaped(Problem problem) {
        for (var shape : shapes) {
            if (shape.covers(problem.instance())) {
                return shape.render(problem);
            }
        }
        return StandardShape.render(problem);
    }

    private Buffer body(Object entity) {
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
            LOG.error("A problem shape gives what Jackson cannot write", e);
            return Buffer.buffer();
        }
    }
}
