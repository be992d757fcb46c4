package io.trestle.comfy.comfyuiapi;

import java.util.LinkedHashMap;

import org.jspecify.annotations.Nullable;

import io.trestle.comfy.comfyuiapi.ComfyFrame.Cached;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Ended;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Executed;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Executing;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Other;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Preview;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Progress;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Share;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Started;
import io.trestle.comfy.comfyuiapi.ComfyFrame.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Reads frames. Custom nodes send what they like, so whatever is not understood is null, never a failure. */
final class FrameReader {

    private static final int PREVIEW = 1;
    private static final int PREVIEW_WITH_METADATA = 4;
    private static final int HEADER = 8;
    private static final int PNG = 2;

    private FrameReader() {
    }

    static @Nullable ComfyFrame text(String text) {
        try {
            var frame = new JsonObject(text);
            var data = frame.getValue("data") instanceof JsonObject object ? object : new JsonObject();
            return read(frame.getString("type", ""), data);
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }

    private static @Nullable ComfyFrame read(String type, JsonObject data) {
        var promptId = data.getString("prompt_id");
        return switch (type) {
            case "status" -> status(data);
            case "execution_start" -> promptId == null ? null : new Started(promptId);
            case "execution_cached" -> promptId == null
                    ? null
                    : new Cached(promptId, data.getJsonArray("nodes", new JsonArray()).stream().map(String::valueOf).toList());
            case "progress_state" -> promptId == null ? null : progress(promptId, data.getJsonObject("nodes", new JsonObject()));
            case "executing" -> executing(promptId, data.getString("node"));
            case "executed" -> promptId == null || data.getString("node") == null || !(data.getValue("output") instanceof JsonObject output)
                    ? new Other(type, promptId)
                    : new Executed(promptId, data.getString("node"), ComfyOutcome.files(data.getString("node"), output));
            default -> new Other(type, promptId);
        };
    }

    /** At shutdown {@code exec_info} may be missing. */
    private static @Nullable ComfyFrame status(JsonObject data) {
        return data.getValue("status") instanceof JsonObject status && status.getValue("exec_info") instanceof JsonObject info
                && info.getValue("queue_remaining") instanceof Number remaining ? new Status(remaining.intValue()) : null;
    }

    private static @Nullable ComfyFrame executing(@Nullable String promptId, @Nullable String node) {
        if (node != null) {
            return new Executing(promptId, node);
        }
        return promptId == null ? null : new Ended(promptId);
    }

    private static ComfyFrame progress(String promptId, JsonObject nodes) {
        var shares = new LinkedHashMap<String, Share>();
        nodes.forEach(entry -> {
            if (entry.getValue() instanceof JsonObject node) {
                var share = new Share(node.getDouble("value", 0.0), node.getDouble("max", 1.0),
                        "finished".equals(node.getString("state")));
                // The nodes that an expanded one stands for count as that one.
                shares.merge(node.getString("display_node_id", entry.getKey()), share, FrameReader::lesser);
            }
        });
        return new Progress(promptId, shares);
    }

    private static Share lesser(Share one, Share other) {
        return one.ratio() <= other.ratio() ? one : other;
    }

    static @Nullable ComfyFrame binary(Buffer frame) {
        if (frame.length() < HEADER) {
            return null;
        }
        var second = frame.getInt(4);
        return switch (frame.getInt(0)) {
            case PREVIEW -> new Preview(null, null, second == PNG ? "image/png" : "image/jpeg", frame.slice(HEADER, frame.length()));
            case PREVIEW_WITH_METADATA -> withMetadata(frame, second);
            default -> null;
        };
    }

    private static @Nullable ComfyFrame withMetadata(Buffer frame, int length) {
        if (length < 0 || length > frame.length() - HEADER) {
            return null;
        }
        try {
            var metadata = frame.getBuffer(HEADER, HEADER + length).toJsonObject();
            return new Preview(metadata.getString("prompt_id"), metadata.getString("display_node_id", metadata.getString("node_id")),
                    metadata.getString("image_type", "image/jpeg"), frame.slice(HEADER + length, frame.length()));
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }
}
