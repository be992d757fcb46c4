package io.trestle.simulators.cloudflare.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One member of {@code errors}.
 *
 * @param pointer JSON pointer into the request ({@code source.pointer}), or null
 * @param chain causes ({@code error_chain}), mostly empty
 */
public record ApiError(int code, String message, @Nullable String pointer, List<ApiError> chain) {

    public static ApiError of(int code, String message) {
        return new ApiError(code, message, null, List.of());
    }

    public ApiError causedBy(ApiError... causes) {
        return new ApiError(code, message, pointer, List.of(causes));
    }

    public ApiError at(String jsonPointer) {
        return new ApiError(code, message, jsonPointer, chain);
    }

    JsonObject toJson() {
        var json = new JsonObject().put("code", code).put("message", message);
        if (pointer != null) {
            json.put("source", new JsonObject().put("pointer", pointer));
        }
        if (!chain.isEmpty()) {
            json.put("error_chain", new JsonArray(chain.stream().map(ApiError::toJson).toList()));
        }
        return json;
    }
}
