package io.trestle.simulators.comfyui;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Prompts of the recordings. */
final class PromptMother {

    private static final AtomicInteger COLOR = new AtomicInteger(1);

    private PromptMother() {
    }

    static JsonObject node(String type, Object... inputs) {
        var values = new JsonObject();
        for (var i = 0; i < inputs.length; i += 2) {
            values.put((String) inputs[i], inputs[i + 1]);
        }
        return new JsonObject().put("class_type", type).put("inputs", values);
    }

    static JsonArray link(String id) {
        return JsonArray.of(id, 0);
    }

    static JsonObject emptyImage(int color) {
        return node("EmptyImage", "width", 32, "height", 32, "batch_size", 1, "color", color);
    }

    /** EmptyImage, SaveImage. */
    static JsonObject tiny(int color) {
        return new JsonObject().put("1", emptyImage(color)).put("2", node("SaveImage", "images", link("1"), "filename_prefix", "t"));
    }

    static JsonObject tiny() {
        return tiny(COLOR.getAndIncrement());
    }

    /** EmptyImage, BTProgress, SaveImage. */
    static JsonObject steps(int steps, double delay, boolean preview, String mode) {
        return new JsonObject().put("1", emptyImage(COLOR.getAndIncrement()))
                .put("2", node("BTProgress", "image", link("1"), "steps", steps, "delay", delay, "preview", preview, "mode", mode))
                .put("3", node("SaveImage", "images", link("2"), "filename_prefix", "p"));
    }

    static JsonObject request(String clientId, JsonObject prompt) {
        return new JsonObject().put("prompt", prompt).put("client_id", clientId).put("prompt_id", UUID.randomUUID().toString());
    }
}
