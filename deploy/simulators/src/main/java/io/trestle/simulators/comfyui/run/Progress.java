package io.trestle.simulators.comfyui.run;

import java.util.LinkedHashMap;
import java.util.Map;

import io.vertx.core.json.JsonObject;

/** {@code progress_state}: every node of a run that is no longer pending. */
final class Progress {

    private record Node(Number value, Number max, String state) {
    }

    private final String promptId;
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    Progress(String promptId) {
        this.promptId = promptId;
    }

    void started(String node) {
        nodes.put(node, new Node(0.0, 1.0, "running"));
    }

    void advanced(String node, int value, int max) {
        nodes.put(node, new Node(value, max, "running"));
    }

    void finished(String node) {
        var now = nodes.getOrDefault(node, new Node(1, 1, ""));
        nodes.put(node, new Node(now.max, now.max, "finished"));
    }

    JsonObject toJson() {
        var all = new JsonObject();
        nodes.forEach((id, node) -> all.put(id, new JsonObject().put("value", node.value).put("max", node.max).put("state", node.state)
                .mergeIn(identity(id))));
        return new JsonObject().put("prompt_id", promptId).put("nodes", all);
    }

    /** The ids that {@code progress_state} and previews carry. */
    JsonObject identity(String node) {
        return new JsonObject().put("node_id", node).put("prompt_id", promptId).put("display_node_id", node)
                .put("parent_node_id", (Object) null).put("real_node_id", node);
    }
}
