package io.trestle.simulators.comfyui.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A prompt in API form: nodes by id. */
public record Graph(JsonObject json) {

    /** {@code ["1", 0]}: slot 0 of node 1. */
    public record Link(String node, int slot) {
    }

    public JsonObject node(String id) {
        return json.getJsonObject(id);
    }

    public String classOf(String id) {
        return node(id).getString("class_type");
    }

    public boolean has(String id) {
        return json.containsKey(id);
    }

    /** The input's link, or null when it is a value. */
    public static @Nullable Link link(@Nullable Object value) {
        return value instanceof JsonArray array && array.size() == 2 && array.getValue(0) instanceof String node
                && array.getValue(1) instanceof Number slot ? new Link(node, slot.intValue()) : null;
    }

    /** The nodes that this one takes its values from. */
    List<Link> links(String id) {
        var links = new ArrayList<Link>();
        if (node(id).getValue("inputs") instanceof JsonObject inputs) {
            inputs.forEach(input -> {
                var link = link(input.getValue());
                if (link != null) {
                    links.add(link);
                }
            });
        }
        return links;
    }

    /** A node that nothing leads to an output from, and whose inputs are no object: ComfyUI's worker dies of it. */
    public boolean isPoison() {
        return json.fieldNames().stream().anyMatch(id -> !(node(id).getValue("inputs") instanceof JsonObject));
    }

    /** The nodes behind these outputs in the order of their execution; those in {@code ready} and what only they need are left out. */
    public List<String> order(List<String> outputs, Set<String> ready) {
        var ordered = new LinkedHashSet<String>();
        outputs.forEach(output -> visit(output, ready, ordered));
        return List.copyOf(ordered);
    }

    private void visit(String id, Set<String> ready, Set<String> ordered) {
        if (!ready.contains(id) && !ordered.contains(id)) {
            links(id).forEach(link -> visit(link.node(), ready, ordered));
            ordered.add(id);
        }
    }
}
