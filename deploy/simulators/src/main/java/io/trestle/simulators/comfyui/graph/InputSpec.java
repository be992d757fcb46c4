package io.trestle.simulators.comfyui.graph;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One input of a node type.
 *
 * @param type {@code INT}, {@code FLOAT}, {@code STRING}, {@code BOOLEAN}, {@code COMBO}, or what another node puts out
 * @param options of a {@code COMBO}
 * @param config what ComfyUI says beside the type: {@code default}, {@code min}, {@code max} …
 */
public record InputSpec(String name, boolean required, String type, @Nullable List<String> options, JsonObject config) {

    static InputSpec of(String name, String type, JsonObject config) {
        return new InputSpec(name, true, type, null, config);
    }

    static InputSpec link(String name, String type) {
        return of(name, type, new JsonObject());
    }

    static InputSpec choice(String name, List<String> options, JsonObject config) {
        return new InputSpec(name, true, "COMBO", options, config);
    }

    InputSpec optional() {
        return new InputSpec(name, false, type, options, config);
    }

    /** {@code ["INT", {…}]}, {@code [["a", "b"], {…}]}, {@code ["IMAGE"]}. */
    public JsonArray toJson() {
        var json = new JsonArray();
        if (options == null) {
            json.add(type);
        } else {
            json.add(new JsonArray(List.copyOf(options)));
        }
        return config.isEmpty() && options == null ? json : json.add(config);
    }
}
