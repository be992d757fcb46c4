package io.trestle.simulators.comfyui.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * ComfyUI's check of a prompt: only what leads to an output is looked at, which is what lets a poisoned graph through. Outputs that are
 * wrong are dropped as long as one is right.
 */
public final class GraphCheck {

    /** @param nodeErrors of the outputs that are dropped */
    public record Accepted(List<String> outputs, JsonObject nodeErrors) {
    }

    /** A node that the check itself stumbles over (Python would call it an exception). */
    private static final class Stumble extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final String pythonType;
        final String text;

        Stumble(String pythonType, String text) {
            super(text, null, false, false);
            this.pythonType = pythonType;
            this.text = text;
        }
    }

    /** A cycle on the way to an output. */
    private static final class Cycle extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Cycle() {
            super(null, null, false, false);
        }
    }

    private final Catalogue catalogue;
    private final boolean recent;
    private final Graph graph;
    private final Map<String, List<JsonObject>> errors = new LinkedHashMap<>();

    private GraphCheck(Catalogue catalogue, boolean recent, Graph graph) {
        this.catalogue = catalogue;
        this.recent = recent;
        this.graph = graph;
    }

    /**
     * @param recent whether to speak as 0.38
     * @throws PromptRefusal when no output is left
     */
    public static Accepted check(Catalogue catalogue, boolean recent, Graph graph) {
        return new GraphCheck(catalogue, recent, graph).run();
    }

    private Accepted run() {
        var outputs = outputs();
        if (outputs.isEmpty()) {
            throw PromptRefusal.of("prompt_no_outputs", "Prompt has no outputs", "");
        }
        var good = new ArrayList<String>();
        var stumbles = new ArrayList<String>();
        for (var output : outputs) {
            if (isValid(output, stumbles)) {
                good.add(output);
            }
        }
        var nodeErrors = nodeErrors(outputs);
        if (good.isEmpty()) {
            throw new PromptRefusal("prompt_outputs_failed_validation", "Prompt outputs failed validation", details(stumbles),
                    new JsonObject(), nodeErrors);
        }
        return new Accepted(good, nodeErrors);
    }

    private List<String> outputs() {
        var outputs = new ArrayList<String>();
        for (var id : graph.json().fieldNames()) {
            var type = graph.node(id).getString("class_type");
            if (type == null) {
                throw PromptRefusal.of("invalid_prompt", "Cannot execute because a node is missing the class_type property.",
                        "Node ID '#" + id + "'");
            }
            var found = catalogue.find(type);
            if (found == null) {
                throw unknownClass(id, type);
            }
            if (found.outputNode()) {
                outputs.add(id);
            }
        }
        return outputs;
    }

    private PromptRefusal unknownClass(String id, String type) {
        var details = "Node ID '#" + id + "'";
        if (!recent) {
            return PromptRefusal.of("invalid_prompt", "Cannot execute because node " + type + " does not exist.", details);
        }
        var title = graph.node(id).getValue("_meta") instanceof JsonObject meta ? meta.getString("title", type) : type;
        return new PromptRefusal("missing_node_type", "Node '" + title + "' not found. The custom node may not be installed.", details,
                new JsonObject().put("node_id", id).put("class_type", type).put("node_title", title), new JsonObject());
    }

    private boolean isValid(String output, List<String> stumbles) {
        try {
            return validate(output, new HashSet<>());
        } catch (Stumble e) {
            stumbles.add("Exception when validating node: " + e.text);
            add(output, InputErrors.error("exception_during_validation", "Exception when validating node", e.text,
                    new JsonObject().put("exception_type", e.pythonType).put("traceback", new JsonArray())));
            return false;
        } catch (Cycle e) {
            // Recorded without node errors.
            return false;
        }
    }

    private boolean validate(String id, Set<String> path) {
        if (!path.add(id)) {
            throw new Cycle();
        }
        if (!(graph.node(id).getValue("inputs") instanceof JsonObject inputs)) {
            throw new Stumble("KeyError", "'inputs'");
        }
        var type = Objects.requireNonNull(catalogue.find(graph.classOf(id)));
        var valid = true;
        for (var input : type.inputs()) {
            valid &= validate(id, input, inputs, path);
        }
        path.remove(id);
        return valid && !errors.containsKey(id);
    }

    private boolean validate(String id, InputSpec input, JsonObject inputs, Set<String> path) {
        if (!inputs.containsKey(input.name())) {
            if (input.required()) {
                add(id, InputErrors.error("required_input_missing", "Required input is missing", input.name(),
                        new JsonObject().put("input_name", input.name())));
            }
            return !input.required();
        }
        var value = inputs.getValue(input.name());
        if (value instanceof JsonArray array) {
            return validateLink(id, input, array, path);
        }
        var error = InputErrors.ofValue(input, inputs);
        if (error == null && graph.classOf(id).equals("LoadImage")
                && !catalogue.hasInput(String.valueOf(value))) {
            error = InputErrors.error("custom_validation_failed", "Custom validation failed for node",
                    "image - Invalid image file: " + value, new JsonObject().put("input_name", "image"));
        }
        if (error != null) {
            add(id, error);
        }
        return error == null;
    }

    private boolean validateLink(String id, InputSpec input, JsonArray value, Set<String> path) {
        var info = new JsonObject().put("input_name", input.name()).put("input_config", input.toJson()).put("received_value", value);
        if (value.size() != 2) {
            add(id, InputErrors.error("bad_linked_input", "Bad linked input, must be a length-2 list of [node_id, slot_index]",
                    input.name(), info));
            return false;
        }
        var link = Graph.link(value);
        if (link == null || !graph.has(link.node())) {
            var from = value.getValue(0);
            throw new Stumble("KeyError", from instanceof String text ? "'" + text + "'" : String.valueOf(from));
        }
        var source = Objects.requireNonNull(catalogue.find(graph.classOf(link.node())));
        if (link.slot() >= source.outputs().size()) {
            throw new Stumble("IndexError", "tuple index out of range");
        }
        var received = source.outputs().get(link.slot());
        if (!received.equals(input.type())) {
            add(id, InputErrors.error("return_type_mismatch", "Return type mismatch between linked nodes",
                    input.name() + ", received_type(" + received + ") mismatch input_type(" + input.type() + ")",
                    info.put("received_type", received).put("linked_node", value)));
            return false;
        }
        return validate(link.node(), path);
    }

    private void add(String id, JsonObject error) {
        var known = errors.computeIfAbsent(id, key -> new ArrayList<>());
        if (!known.contains(error)) {
            known.add(error);
        }
    }

    private JsonObject nodeErrors(List<String> outputs) {
        var all = new JsonObject();
        errors.forEach((id, list) -> {
            var dependent = outputs.stream().filter(output -> reaches(output, id, new LinkedHashSet<>())).toList();
            all.put(id, new JsonObject().put("errors", new JsonArray(List.copyOf(list)))
                    .put("dependent_outputs", new JsonArray(List.copyOf(dependent))).put("class_type", graph.classOf(id)));
        });
        return all;
    }

    private boolean reaches(String from, String to, Set<String> seen) {
        return from.equals(to) || (seen.add(from) && graph.has(from)
                && graph.links(from).stream().anyMatch(link -> graph.has(link.node()) && reaches(link.node(), to, seen)));
    }

    private String details(List<String> stumbles) {
        if (!recent) {
            return String.join("\n", stumbles);
        }
        var lines = new ArrayList<String>();
        errors.values().forEach(list -> list.forEach(error -> lines.add(error.getString("message") + ": " + error.getString("details"))));
        return String.join("\n", lines);
    }
}
