package io.trestle.simulators.comfyui.run;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/** The runs that ended, in memory only; the oldest leaves first. */
public final class History {

    private static final int MOST = 10_000;

    private final LinkedHashMap<String, JsonObject> entries = new LinkedHashMap<>();

    void add(String id, JsonObject entry) {
        entries.put(id, entry);
        if (entries.size() > MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    public void delete(String id) {
        entries.remove(id);
    }

    public void clear() {
        entries.clear();
    }

    public @Nullable JsonObject find(String id) {
        return entries.get(id);
    }

    public Map<String, JsonObject> all() {
        return entries;
    }

    /** {@code {id: entry}} of the newest, oldest first. */
    public JsonObject newest(int most) {
        var json = new JsonObject();
        entries.entrySet().stream().skip(Math.max(0, entries.size() - most)).forEach(entry -> json.put(entry.getKey(), entry.getValue()));
        return json;
    }
}
