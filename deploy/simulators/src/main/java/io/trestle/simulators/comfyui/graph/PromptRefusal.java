package io.trestle.simulators.comfyui.graph;

import io.vertx.core.json.JsonObject;

/** {@code POST /prompt} with 400: {@code {"error": {type, message, details, extra_info}, "node_errors": {…}}}. */
public final class PromptRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient JsonObject body;

    public PromptRefusal(String type, String message, String details, JsonObject extraInfo, JsonObject nodeErrors) {
        super(message, null, false, false);
        body = new JsonObject().put("error", new JsonObject().put("type", type).put("message", message).put("details", details)
                .put("extra_info", extraInfo)).put("node_errors", nodeErrors);
    }

    static PromptRefusal of(String type, String message, String details) {
        return new PromptRefusal(type, message, details, new JsonObject(), new JsonObject());
    }

    public JsonObject body() {
        return body;
    }
}
