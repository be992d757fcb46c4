package io.trestle.comfy.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A graph in API form under its alias.
 *
 * @param inputs what callers may set, by key
 */
public record Workflow(String alias, JsonObject graph, Map<String, WorkflowInput> inputs) {

    /** @param chosen keys; null takes what the nodes' {@code _meta.apiinput} says */
    static Workflow of(String alias, JsonObject graph, @Nullable List<String> chosen) {
        var inputs = new LinkedHashMap<String, WorkflowInput>();
        for (var key : chosen == null ? declared(graph) : chosen) {
            var slash = key.indexOf('/');
            var node = slash < 0 ? null : graph.getJsonObject(key.substring(0, slash));
            if (node == null || !node.getJsonObject("inputs", new JsonObject()).containsKey(key.substring(slash + 1))) {
                throw new IllegalArgumentException("the workflow has no input " + key);
            }
            inputs.put(key, WorkflowInput.of(key.substring(0, slash), node, key.substring(slash + 1)));
        }
        return new Workflow(alias, graph, inputs);
    }

    private static List<String> declared(JsonObject graph) {
        var keys = new ArrayList<String>();
        for (var id : graph.fieldNames()) {
            if (graph.getValue(id) instanceof JsonObject node && node.getValue("_meta") instanceof JsonObject meta) {
                for (var name : names(meta.getValue("apiinput"))) {
                    keys.add(id + "/" + name);
                }
            }
        }
        return keys;
    }

    /** A comma list, or an array. */
    private static List<String> names(@Nullable Object declared) {
        if (declared instanceof JsonArray array) {
            return array.stream().map(String::valueOf).toList();
        }
        return declared instanceof String text
                ? List.of(text.split(",")).stream().map(String::strip).filter(name -> !name.isEmpty()).toList()
                : List.of();
    }

    /** As {@code GET /workflow-info} shows it. */
    public JsonObject info() {
        var info = new JsonObject();
        inputs.forEach((key, input) -> info.put(key, input.toJson()));
        return info;
    }

    /**
     * A copy of the graph with these values.
     *
     * @throws InputRefused for a key that is not offered, or a value of another type
     */
    public JsonObject with(JsonObject values) {
        var unknown = new TreeSet<>(values.fieldNames());
        unknown.removeAll(inputs.keySet());
        if (!unknown.isEmpty()) {
            throw new InputRefused("The workflow '" + alias + "' has no input " + String.join(", ", unknown)
                    + "; it has " + (inputs.isEmpty() ? "none" : String.join(", ", inputs.keySet())));
        }
        var filled = graph.copy();
        values.forEach(value -> set(filled, value.getKey(), value.getValue()));
        return filled;
    }

    private void set(JsonObject filled, String key, @Nullable Object value) {
        var input = inputs.get(key);
        if (input == null || !input.takes(value)) {
            throw new InputRefused("'" + key + "' need to have type of " + (input == null ? "?" : input.type()) + " but got <class '"
                    + (value == null ? "NoneType" : WorkflowInput.typeOf(value)) + "'> from " + value);
        }
        filled.getJsonObject(input.node()).getJsonObject("inputs").put(input.name(), value);
    }
}
