package io.trestle.comfy.comfyuiapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** How a run ended, as the history has it. */
public sealed interface ComfyOutcome {

    /** @param cached whether no node had to run: then the files may be old, or gone */
    record Succeeded(List<ComfyFile> files, boolean cached) implements ComfyOutcome {
    }

    /**
     * A node raised.
     *
     * @param type Python's name of the exception
     * @param node its class and id, for a person
     */
    record Failed(String type, String message, String node) implements ComfyOutcome {

        public boolean isOutOfMemory() {
            return type.endsWith("OutOfMemoryError") || message.contains("out of memory");
        }

        /** The process is of no use any more: every later run fails too. */
        public boolean isCardFault() {
            return !isOutOfMemory() && message.contains("CUDA error");
        }
    }

    record Interrupted() implements ComfyOutcome {
    }

    static ComfyOutcome of(JsonObject entry) {
        var status = entry.getValue("status") instanceof JsonObject object ? object : new JsonObject();
        var messages = status.getJsonArray("messages", new JsonArray());
        var failed = message(messages, "execution_error");
        if (failed != null) {
            return new Failed(failed.getString("exception_type", ""), failed.getString("exception_message", "").strip(),
                    failed.getString("node_type", "?") + " (" + failed.getString("node_id", "?") + ")");
        }
        if (message(messages, "execution_interrupted") != null) {
            return new Interrupted();
        }
        return new Succeeded(files(entry.getJsonObject("outputs", new JsonObject())), isCached(entry, messages));
    }

    private static @Nullable JsonObject message(JsonArray messages, String type) {
        for (var message : messages) {
            if (message instanceof JsonArray pair && pair.size() == 2 && type.equals(pair.getValue(0))
                    && pair.getValue(1) instanceof JsonObject data) {
                return data;
            }
        }
        return null;
    }

    /** Outputs are lists of anything below any key; what names a file is one. Stored outputs come before temporary ones. */
    private static List<ComfyFile> files(JsonObject outputs) {
        var files = new ArrayList<ComfyFile>();
        for (var node : new TreeSet<>(outputs.fieldNames())) {
            if (outputs.getValue(node) instanceof JsonObject output) {
                files.addAll(files(node, output));
            }
        }
        var stored = files.stream().filter(file -> file.type().equals("output")).toList();
        return stored.isEmpty() ? files : stored;
    }

    /** Those of one node. */
    static List<ComfyFile> files(String node, JsonObject output) {
        return output.stream().map(Map.Entry::getValue).filter(JsonArray.class::isInstance).map(JsonArray.class::cast)
                .flatMap(JsonArray::stream).filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                .filter(item -> item.getValue("filename") instanceof String)
                .map(item -> new ComfyFile(item.getString("filename"), item.getString("subfolder", ""), item.getString("type", "output"),
                        node))
                .toList();
    }

    private static boolean isCached(JsonObject entry, JsonArray messages) {
        var cached = message(messages, "execution_cached");
        var prompt = entry.getValue("prompt") instanceof JsonArray tuple && tuple.size() > 2
                && tuple.getValue(2) instanceof JsonObject graph ? graph.fieldNames() : Set.<String>of();
        return cached != null && !prompt.isEmpty() && cached.getJsonArray("nodes", new JsonArray()).size() == prompt.size();
    }
}
