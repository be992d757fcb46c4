package io.trestle.comfy.workflow;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What one server's {@code /object_info} has against a graph, so that it need not be asked. The graph is structurally sound. */
public final class NodeClasses {

    private final JsonObject classes;

    public NodeClasses(JsonObject objectInfo) {
        this.classes = objectInfo;
    }

    public int count() {
        return classes.size();
    }

    /**
     * In words for a person; empty for none.
     *
     * @param files the inputs ({@code node/name}) that the bridge brings itself
     */
    public List<String> problems(JsonObject graph, java.util.Set<String> files) {
        var problems = new ArrayList<String>();
        var outputs = 0;
        for (var id : graph.fieldNames()) {
            var node = graph.getJsonObject(id);
            var type = classes.getJsonObject(node.getString("class_type"));
            if (type == null) {
                problems.add("node " + id + ": there is no class " + node.getString("class_type"));
                continue;
            }
            outputs += Boolean.TRUE.equals(type.getValue("output_node")) ? 1 : 0;
            check(graph, id, type, files, problems);
        }
        if (outputs == 0 && problems.isEmpty()) {
            problems.add("no node puts anything out");
        }
        return problems;
    }

    private void check(JsonObject graph, String id, JsonObject type, java.util.Set<String> files, List<String> problems) {
        var inputs = graph.getJsonObject(id).getJsonObject("inputs");
        var declared = type.getJsonObject("input", new JsonObject());
        for (var kind : new String[]{"required", "optional"}) {
            for (var input : declared.getJsonObject(kind, new JsonObject())) {
                var name = input.getKey();
                if (!(input.getValue() instanceof JsonArray spec) || spec.isEmpty()) {
                    continue;
                }
                if (!inputs.containsKey(name)) {
                    if (kind.equals("required")) {
                        problems.add("node " + id + ": " + name + " is missing");
                    }
                } else if (!files.contains(id + "/" + name)) {
                    var problem = problem(graph, spec, inputs.getValue(name));
                    if (problem != null) {
                        problems.add("node " + id + ": " + name + " " + problem);
                    }
                }
            }
        }
    }

    private @Nullable String problem(JsonObject graph, JsonArray spec, @Nullable Object value) {
        var type = spec.getValue(0);
        var source = GraphStructure.linked(value);
        if (source != null) {
            return linkProblem(graph, type, source, ((JsonArray) java.util.Objects.requireNonNull(value)).getInteger(1));
        }
        var config = spec.size() > 1 && spec.getValue(1) instanceof JsonObject object ? object : new JsonObject();
        var options = type instanceof JsonArray list ? list : "COMBO".equals(type) ? config.getJsonArray("options") : null;
        if (options != null) {
            // A file that was put there since is not in the list yet.
            return options.contains(value) || config.containsKey("image_upload") ? null : "is '" + value + "', which it does not have";
        }
        return numberProblem(String.valueOf(type), config, value);
    }

    private @Nullable String linkProblem(JsonObject graph, Object type, String source, int slot) {
        var from = classes.getJsonObject(graph.getJsonObject(source).getString("class_type"));
        var outputs = from == null ? null : from.getJsonArray("output");
        if (outputs == null) {
            return null;
        }
        if (slot < 0 || slot >= outputs.size()) {
            return "is linked to slot " + slot + " of node " + source + ", which does not exist";
        }
        var received = String.valueOf(outputs.getValue(slot));
        var wanted = type instanceof JsonArray ? "COMBO" : String.valueOf(type);
        var fits = received.equals(wanted) || received.equals("*") || wanted.equals("*") || wanted.equals("COMBO")
                || List.of(wanted.split(",")).contains(received);
        return fits ? null : "takes " + wanted + ", not " + received;
    }

    private static @Nullable String numberProblem(String type, JsonObject config, @Nullable Object value) {
        if (!type.equals("INT") && !type.equals("FLOAT")) {
            return null;
        }
        BigDecimal number;
        try {
            number = new BigDecimal(String.valueOf(value).strip());
        } catch (NumberFormatException e) {
            return value instanceof Boolean ? null : "is '" + value + "', which is no number";
        }
        if (config.getValue("min") instanceof Number min && number.compareTo(new BigDecimal(min.toString())) < 0) {
            return "is " + number + ", smaller than " + min;
        }
        if (config.getValue("max") instanceof Number max && number.compareTo(new BigDecimal(max.toString())) > 0) {
            return "is " + number + ", bigger than " + max;
        }
        return null;
    }
}
