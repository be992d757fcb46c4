package io.trestle.simulators.comfyui.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A class of nodes.
 *
 * @param outputs types of its results, by slot
 * @param plan what it does before it has them
 * @param work makes them, from the values of its inputs
 */
public record NodeType(String name, String displayName, String category, boolean outputNode, List<InputSpec> inputs,
        List<String> outputs, Function<Map<String, Object>, Plan> plan, Function<Map<String, Object>, Result> work) {

    /**
     * The time a node takes.
     *
     * @param loads the checkpoint that must be in memory, or null
     * @param steps with progress, each of them {@code delay} long; 0 for none
     */
    public record Plan(@Nullable String loads, int steps, Duration delay, boolean previews) {

        static final Plan AT_ONCE = new Plan(null, 0, Duration.ZERO, false);
    }

    /** @param ui what the history and {@code executed} show, or null */
    public record Result(List<Object> values, @Nullable JsonObject ui) {
    }

    public @Nullable InputSpec input(String inputName) {
        return inputs.stream().filter(input -> input.name().equals(inputName)).findFirst().orElse(null);
    }

    /** As {@code /object_info} describes it. */
    public JsonObject toJson() {
        var required = new JsonObject();
        var optional = new JsonObject();
        inputs.forEach(input -> (input.required() ? required : optional).put(input.name(), input.toJson()));
        var input = new JsonObject().put("required", required);
        var order = new JsonObject().put("required", new JsonArray(List.copyOf(required.fieldNames())));
        if (!optional.isEmpty()) {
            input.put("optional", optional);
            order.put("optional", new JsonArray(List.copyOf(optional.fieldNames())));
        }
        var lists = new JsonArray();
        outputs.forEach(output -> lists.add(false));
        return new JsonObject().put("input", input).put("input_order", order)
                .put("output", new JsonArray(List.copyOf(outputs))).put("output_is_list", lists)
                .put("output_name", new JsonArray(List.copyOf(outputs))).put("name", name).put("display_name", displayName)
                .put("description", "").put("python_module", "nodes").put("category", category).put("output_node", outputNode);
    }
}
