package io.trestle.simulators.cloudflare.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;

import io.trestle.simulators.HttpAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.json.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One operation of the contract.
 *
 * @param shape its method and path
 * @param parameters schemas of its query parameters, by name
 * @param request schema of the body, or null when it takes none
 * @param result schema of the answer with status 200
 * @param failure schema of all other answers
 */
record ContractOperation(Operation shape, Map<String, Parameter> parameters, @Nullable Schema request, Schema result, Schema failure) {

    static ContractOperation read(SchemaRegistry registry, String method, String template, JsonNode definition) {
        var parameters = new LinkedHashMap<String, Parameter>();
        for (var parameter : definition.path("parameters").values()) {
            var schema = parameter.path("schema");
            parameters.put(parameter.path("name").asString(),
                    new Parameter("string".equals(schema.path("type").asString("string")), compiled(registry.getSchema(schema))));
        }
        var request = definition.path("requestBody");
        var shape = new Operation(method.toUpperCase(Locale.ROOT), template, Scope.ANY, call -> HttpAnswer.html(500, ""));
        return new ContractOperation(shape, parameters, request.isMissingNode() ? null : schema(registry, request),
                schema(registry, definition.path("responses").path("200")),
                compiled(registry.getSchema(SchemaLocation.of(CloudflareContract.DOCUMENT + "#/components/schemas/Failure"))));
    }

    /** Bodies are written as a reference to a schema of the document. */
    private static Schema schema(SchemaRegistry registry, JsonNode body) {
        var reference = body.path("content").path("application/json").path("schema").path("$ref").asString();
        return compiled(registry.getSchema(SchemaLocation.of(CloudflareContract.DOCUMENT + reference)));
    }

    /** Compiles at once what the library would compile at the first use, which is on an event loop. */
    private static Schema compiled(Schema schema) {
        schema.initializeValidators();
        return schema;
    }

    boolean serves(String method, String path) {
        return shape.method().equals(method) && shape.match(path) != null;
    }

    List<String> violationsOfRequest(MultiMap query, @Nullable String contentType, String body) {
        var violations = new ArrayList<String>();
        for (var sent : query) {
            var parameter = parameters.get(sent.getKey());
            if (parameter == null) {
                violations.add("query: unknown parameter " + sent.getKey());
            } else {
                parameter.violations(sent.getValue()).forEach(found -> violations.add("query: " + sent.getKey() + found));
            }
        }
        violations.addAll(violationsOfBody(contentType, body));
        return violations;
    }

    List<String> violationsOfAnswer(int status, String body) {
        return validate(status == 200 ? result : failure, body, "answer");
    }

    private List<String> violationsOfBody(@Nullable String contentType, String body) {
        if (request == null) {
            return body.isEmpty() ? List.of() : List.of("body: the operation takes none");
        }
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return List.of("content-type: application/json expected");
        }
        return validate(request, body, "body");
    }

    private static List<String> validate(Schema schema, String json, String what) {
        try {
            return schema.validate(json, InputFormat.JSON).stream().map(error -> what + error).toList();
        } catch (JacksonException | IllegalArgumentException e) {
            return List.of(what + ": not JSON");
        }
    }

    /** @param text whether its value is text as it stands, and not a number, a flag or null in disguise */
    record Parameter(boolean text, Schema schema) {

        List<String> violations(String value) {
            var quoted = Json.encode(value);
            var looksLikeJson = value.matches("-?\\d+|true|false");
            return validate(schema, looksLikeJson && !text ? value : quoted, "");
        }
    }
}
