package io.trestle.clientapi.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import io.quarkus.arc.All;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** The methods that there are, and what their bodies must look like. */
@ApplicationScoped
class RpcMethods {

    private record Entry(RpcMethod method, Schema schema) {
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    RpcMethods(@All List<RpcMethod> methods) {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        methods.stream().sorted((a, b) -> a.name().compareTo(b.name()))
                .forEach(method -> entries.put(method.name(), new Entry(method, registry.getSchema(method.parameters().toString()))));
    }

    List<RpcMethod> all() {
        return entries.values().stream().map(Entry::method).toList();
    }

    /** @throws ProblemException {@code RPC_METHOD_UNKNOWN} that names those which there are */
    RpcMethod named(String name) {
        return entry(name).method();
    }

    /** @throws ProblemException {@code VALIDATION_FAILED} that says where the body breaks the method's schema */
    void check(String name, JsonNode parameters) {
        var errors = entry(name).schema().validate(parameters.toString(), InputFormat.JSON);
        if (!errors.isEmpty()) {
            var findings = errors.stream().map(RpcMethods::finding).toList();
            throw new ProblemException(ProblemType.VALIDATION_FAILED, words(errors.get(0))).with("errors", findings);
        }
    }

    private Entry entry(String name) {
        var entry = entries.get(name);
        if (entry == null) {
            throw new ProblemException(ProblemType.RPC_METHOD_UNKNOWN,
                    "There is no such method; there are " + String.join(", ", entries.keySet()));
        }
        return entry;
    }

    private static Map<String, String> finding(Error error) {
        return Map.of("path", error.getInstanceLocation().toString(), "message", error.getMessage());
    }

    private static String words(Error error) {
        var place = error.getInstanceLocation().toString();
        return (place.isEmpty() ? "The body" : place) + ": " + error.getMessage();
    }
}
