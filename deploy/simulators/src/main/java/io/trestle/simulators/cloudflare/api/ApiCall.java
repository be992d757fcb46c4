package io.trestle.simulators.cloudflare.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.trestle.simulators.SimulatedRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * A request on its way into an operation: credentials, ids and contract were found right.
 *
 * @param variables the variable parts of the path, by their name in the template
 */
public record ApiCall(SimulatedRequest request, Map<String, String> variables) {

    /** @param variable of the operation's template */
    public String id(String variable) {
        return Objects.requireNonNull(variables.get(variable), variable);
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(request.parameters().get(name));
    }

    int integer(String name, int otherwise) {
        try {
            return parameter(name).map(Integer::valueOf).orElse(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    public Optional<Boolean> flag(String name) {
        return parameter(name).map(Boolean::valueOf);
    }

    public Optional<Instant> instant(String name) {
        try {
            return parameter(name).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new ApiFailure(400, ApiError.of(6003, "Invalid request parameters")
                    .causedBy(ApiError.of(6000, "Invalid value for parameter '" + name + "'")));
        }
    }

    public JsonObject json() {
        try {
            var body = request.body();
            return body.length() == 0 ? new JsonObject() : body.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw new ApiFailure(400, ApiError.of(6007, "Malformed JSON in request body"));
        }
    }

    public Duration listLag() {
        return request.listLag();
    }
}
