package io.trestle.runtime;

import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.apache.kafka.common.errors.TimeoutException;
import org.hibernate.HibernateException;
import org.jboss.resteasy.reactive.ClientWebApplicationException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;

/** The failures that a resource may end in, by name. */
public final class SampleFailures {

    public static final String SECRET = "hunter2";

    private SampleFailures() {
    }

    public static RuntimeException of(String how) {
        return switch (how) {
            case "problem" ->
                new ProblemException(ProblemType.QUEUE_FULL, "12 jobs wait").with("waiting", 12).retryAfter(Duration.ofMillis(1500));
            case "bug" -> new IllegalStateException("SELECT * FROM users WHERE password = '" + SECRET + "'");
            case "upstream-json" -> upstreamJson();
            case "database-away" ->
                new CompletionException(new HibernateException(SECRET, new ConnectException("Connection refused: " + SECRET)));
            case "database-stopping" -> new PgException("terminating connection", "FATAL", "57P01", SECRET);
            case "database-bug" -> new PgException("syntax error at or near " + SECRET, "ERROR", "42601", SECRET);
            case "pool-exhausted" -> new CompletionException(new NoStackTraceThrowable("Timeout"));
            case "broker-away" -> new TimeoutException("Topic tunnel.events.v1 not present in metadata after 60000 ms.");
            case "upstream-status" -> new ClientWebApplicationException(Response.status(404).entity(SECRET).build());
            case "web-503" -> new WebApplicationException(Response.status(503).header("Retry-After", 7).build());
            case "web-own-body" -> new WebApplicationException(Response.status(409).entity("mine").build());
            case "redirect" -> new WebApplicationException(Response.status(303).header("Location", "/elsewhere").build());
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static RuntimeException upstreamJson() {
        try {
            new ObjectMapper().readValue("{\"answer\":\"" + SECRET, Map.class);
            throw new AssertionError("this JSON ends early");
        } catch (JsonProcessingException e) {
            return new CompletionException(e);
        }
    }
}
