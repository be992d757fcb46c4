package io.trestle.clientapi.workerwebhook;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What workers of both generations send (facts, a2). */
public final class WebhookMother {

    private WebhookMother() {
    }

    /** The seed's first example. */
    public static JsonObject processing(String id) {
        return new JsonObject()
                .put("input", new JsonObject().put("prompt", "a photo of sprite").put("seed", 76551).put("steps", 50))
                .putNull("output").put("id", id).put("created_at", "2024-12-06T00:20:04.185000+00:00")
                .put("started_at", "2024-12-23T22:52:01.460145+00:00").put("logs", "").put("status", "processing");
    }

    /** The seed's second example. */
    public static JsonObject succeeded(String id) {
        return processing(id).put("status", "succeeded").put("completed_at", "2024-12-23T22:52:08.814683+00:00")
                .put("output", new JsonArray().add("http://localhost:3010/upload_file/ComfyUI_00031_.png")
                        .add("http://localhost:3010/upload_file/ComfyUI_00031_.png"))
                .put("metrics", new JsonObject().put("predict_time", 7.354538));
    }

    public static JsonObject failed(String id, String error) {
        return processing(id).put("status", "failed").put("completed_at", "2024-12-23T22:52:08.814683+00:00").put("error", error);
    }

    /** The Rust worker sends neither input nor times, and metrics always. */
    public static JsonObject coglet(String id, String status) {
        return new JsonObject().put("id", id).put("status", status).put("logs", "").put("metrics", new JsonObject());
    }
}
