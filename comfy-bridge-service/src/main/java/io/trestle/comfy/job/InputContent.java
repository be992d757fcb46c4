package io.trestle.comfy.job;

import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A file that is the value of an input.
 *
 * @param input {@code node/name}
 * @param name ASCII
 */
public record InputContent(String input, String name, String sha256, String contentType) {

    static List<InputContent> list(JsonArray json) {
        return json.stream().map(JsonObject.class::cast).map(file -> new InputContent(file.getString("input"), file.getString("name"),
                file.getString("sha256"), file.getString("contentType"))).toList();
    }

    static JsonArray json(List<InputContent> files) {
        var json = new JsonArray();
        files.forEach(file -> json.add(new JsonObject().put("input", file.input).put("name", file.name).put("sha256", file.sha256)
                .put("contentType", file.contentType)));
        return json;
    }
}
