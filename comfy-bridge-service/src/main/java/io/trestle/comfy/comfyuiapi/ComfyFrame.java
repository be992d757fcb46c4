package io.trestle.comfy.comfyuiapi;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;

/** What arrives on a ComfyUI's WebSocket, as far as it matters. */
public sealed interface ComfyFrame {

    /** Whose run it is about; null where it says nothing of that. */
    @Nullable
    String promptId();

    /** Jobs that wait or run on the server, whoever's they are. */
    record Status(int remaining) implements ComfyFrame {

        @Override
        public @Nullable String promptId() {
            return null;
        }
    }

    record Started(String promptId) implements ComfyFrame {
    }

    /** The nodes whose results are there already. */
    record Cached(String promptId, List<String> nodes) implements ComfyFrame {
    }

    /** Nodes by id: what they have done of what they have to do. Pending ones are missing. */
    record Progress(String promptId, Map<String, Share> nodes) implements ComfyFrame {
    }

    /** A share of a node's work. */
    record Share(double value, double max, boolean finished) {

        public double ratio() {
            return finished ? 1 : max <= 0 ? 0 : Math.max(0, Math.min(1, value / max));
        }
    }

    /** @param promptId null on the frame that a reconnected client gets */
    record Executing(@Nullable String promptId, String node) implements ComfyFrame {
    }

    /** A node has put something out; the run goes on. */
    record Executed(String promptId, String node, List<ComfyFile> files) implements ComfyFrame {
    }

    /** {@code executing} with node null: success, error or interrupt, and the history has it. */
    record Ended(String promptId) implements ComfyFrame {
    }

    /** @param promptId and {@code node} null where the server does not send them; then it is the node that executes */
    record Preview(@Nullable String promptId, @Nullable String node, String mediaType, Buffer image) implements ComfyFrame {
    }

    /** Anything else about a run: a sign of life. */
    record Other(String type, @Nullable String promptId) implements ComfyFrame {
    }
}
