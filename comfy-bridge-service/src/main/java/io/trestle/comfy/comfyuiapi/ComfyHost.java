package io.trestle.comfy.comfyuiapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What a server says of itself.
 *
 * @param memory of its largest card, in bytes; 0 where it has none
 */
public record ComfyHost(String version, String device, long memory) {

    static ComfyHost of(JsonObject stats) {
        var version = stats.getJsonObject("system", new JsonObject()).getString("comfyui_version", "unknown");
        var device = "cpu";
        var memory = 0L;
        for (var one : stats.getJsonArray("devices", new JsonArray())) {
            if (one instanceof JsonObject card && card.getLong("vram_total", 0L) > memory) {
                memory = card.getLong("vram_total", 0L);
                device = card.getString("name", "unknown");
            }
        }
        return new ComfyHost(version, device, memory);
    }
}
