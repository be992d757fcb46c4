package io.trestle.comfy.workflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What every graph must be, whatever nodes a server has. Stricter than ComfyUI, which does not look at nodes that lead nowhere, and whose
 * worker dies of some of them.
 */
public final class GraphStructure {

    private GraphStructure() {
    }

    /** The node that an input is linked to, or null for a value. */
    public static @Nullable String linked(@Nullable Object value) {
        return value instanceof JsonArray link && link.size() == 2 && link.getValue(0) instanceof String node
                && link.getValue(1) instanceof Number ? node : null;
    }

    /** In words for a person; empty for none. */
    public static List<String> problems(JsonObject graph) {
        if (graph.getValue("nodes") instanceof JsonArray && graph.containsKey("links")) {
            return List.of("This is a workflow as the editor saves it; export it in the API format");
        }
        if (graph.isEmpty()) {
            return List.of("The graph has no nodes");
        }
        var problems = new ArrayList<String>();
        for (var id : graph.fieldNames()) {
            if (!(graph.getValue(id) instanceof JsonObject node)) {
                problems.add("Node " + id + " is not an object");
            } else if (!(node.getValue("class_type") instanceof String)) {
                problems.add("Node " + id + " has no class_type");
            } else if (!(node.getValue("inputs") instanceof JsonObject inputs)) {
                problems.add("Node " + id + " has no inputs");
            } else {
                inputs.forEach(input -> check(graph, id, input.getKey(), input.getValue(), problems));
            }
        }
        if (problems.isEmpty() && hasCycle(graph)) {
            problems.add("The graph has a cycle");
        }
        return problems;
    }

    private static void check(JsonObject graph, String id, String name, @Nullable Object value, List<String> problems) {
        if (value instanceof JsonArray array) {
            var source = linked(array);
            if (source == null) {
                problems.add("Node " + id + ": " + name + " is a list, but no link [node, slot]");
            } else if (!graph.containsKey(source)) {
                problems.add("Node " + id + ": " + name + " is linked to node " + source + ", which does not exist");
            }
        }
        if (name.equals("filename_prefix") && value instanceof String prefix
                && (prefix.startsWith("/") || prefix.contains("\\") || List.of(prefix.split("/")).contains(".."))) {
            problems.add("Node " + id + ": filename_prefix leads out of the output directory");
        }
    }

    private static boolean hasCycle(JsonObject graph) {
        var done = new HashSet<String>();
        return graph.fieldNames().stream().anyMatch(id -> leadsBack(graph, id, new HashSet<>(), done));
    }

    private static boolean leadsBack(JsonObject graph, String id, Set<String> path, Set<String> done) {
        if (done.contains(id)) {
            return false;
        }
        if (!path.add(id)) {
            return true;
        }
        for (var input : graph.getJsonObject(id).getJsonObject("inputs")) {
            var source = linked(input.getValue());
            if (source != null && leadsBack(graph, source, path, done)) {
                return true;
            }
        }
        path.remove(id);
        done.add(id);
        return false;
    }
}
