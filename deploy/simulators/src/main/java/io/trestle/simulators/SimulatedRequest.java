package io.trestle.simulators;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request that was read completely.
 *
 * @param path without the query, not decoded
 * @param query as sent, or null
 * @param parameters of the query, decoded
 * @param body empty for none
 * @param listLag how long lists must not show what this request creates or deletes ({@link FaultKind#LIST_LAG})
 * @param violations what the API's contract has against it
 */
public record SimulatedRequest(String method, String path, @Nullable String query, MultiMap parameters, MultiMap headers, Buffer body,
        Duration listLag, List<String> violations) {

    /** A semicolon in the query is text, not a separator. */
    static SimulatedRequest of(HttpServerRequest request, @Nullable Buffer body) {
        return new SimulatedRequest(request.method().name(), request.path(), request.query(), request.params(true), request.headers(),
                body == null ? Buffer.buffer() : body, Duration.ZERO, List.of());
    }

    SimulatedRequest withListLag(Duration lag) {
        return new SimulatedRequest(method, path, query, parameters, headers, body, lag, violations);
    }

    SimulatedRequest withViolations(List<String> found) {
        return new SimulatedRequest(method, path, query, parameters, headers, body, listLag, found);
    }
}
