package io.trestle.comfy.workflow;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.vertx.core.json.JsonObject;

/** Which models a graph loads: the files that its nodes name. */
public final class Models {

    private static final Pattern WEIGHTS = Pattern.compile(".+\\.(safetensors|ckpt|pt|pth|bin|gguf|sft|onnx)", Pattern.CASE_INSENSITIVE);

    private Models() {
    }

    /** Sorted, each once. */
    public static List<String> of(JsonObject graph) {
        var models = new TreeSet<String>();
        for (var id : graph.fieldNames()) {
            graph.getJsonObject(id).getJsonObject("inputs").forEach(input -> {
                if (input.getValue() instanceof String text && WEIGHTS.matcher(text).matches()) {
                    models.add(text);
                }
            });
        }
        return List.copyOf(models);
    }
}
