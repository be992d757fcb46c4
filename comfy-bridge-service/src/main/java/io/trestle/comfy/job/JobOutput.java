package io.trestle.comfy.job;

import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An output in the content store. */
public record JobOutput(String name, String contentType, long size, String sha256) {

    static List<JobOutput> list(JsonArray json) {
        return json.stream().map(JsonObject.class::cast).map(output -> new JobOutput(output.getString("name"),
                output.getString("contentType"), output.getLong("size"), output.getString("sha256"))).toList();
    }

    public static JsonArray json(List<JobOutput> outputs) {
        var json = new JsonArray();
        outputs.forEach(output -> json.add(new JsonObject().put("name", output.name).put("contentType", output.contentType)
                .put("size", output.size).put("sha256", output.sha256)));
        return json;
    }
}
