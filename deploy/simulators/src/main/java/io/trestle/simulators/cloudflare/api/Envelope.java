package io.trestle.simulators.cloudflare.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.HttpAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code {success, errors, messages, result, result_info?}} around every answer. */
public final class Envelope {

    private Envelope() {
    }

    public static HttpAnswer ok(@Nullable Object result) {
        return HttpAnswer.json(200, envelope(true, List.of()).put("result", result));
    }

    static HttpAnswer ok(Object result, String message, int code) {
        var messages = JsonArray.of(new JsonObject().put("code", code).put("message", message));
        return HttpAnswer.json(200, envelope(true, List.of()).put("messages", messages).put("result", result));
    }

    public static HttpAnswer page(Page<JsonObject> page) {
        var info = new JsonObject().put("page", page.number()).put("per_page", page.size()).put("count", page.items().size())
                .put("total_count", page.total()).put("total_pages", page.pages());
        return HttpAnswer.json(200, envelope(true, List.of()).put("result", new JsonArray(page.items())).put("result_info", info));
    }

    public static HttpAnswer failure(int status, List<ApiError> errors) {
        return HttpAnswer.json(status, envelope(false, errors).putNull("result"));
    }

    private static JsonObject envelope(boolean success, List<ApiError> errors) {
        return new JsonObject().put("success", success).put("errors", new JsonArray(errors.stream().map(ApiError::toJson).toList()))
                .put("messages", new JsonArray());
    }
}
