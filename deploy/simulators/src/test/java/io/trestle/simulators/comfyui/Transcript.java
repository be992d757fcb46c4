package io.trestle.simulators.comfyui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The recording, and what makes two recordings comparable: ids by their first appearance, no times, traces and tensors. */
final class Transcript {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}");
    private static final Pattern FILE_NUMBER = Pattern.compile("_\\d{5}_\\.");

    private Transcript() {
    }

    /** The frames of one socket in one scenario, normalised. */
    static List<JsonObject> frames(int scenario, String socket) {
        return normalised(lines(scenario).stream().filter(line -> line.startsWith(socket + " "))
                .map(line -> new JsonObject(line.substring(socket.length() + 1))).toList());
    }

    /** The answers to {@code POST /prompt}, with their status as member {@code status}. */
    static List<JsonObject> answers(int scenario) {
        return lines(scenario).stream().filter(line -> line.startsWith("POST "))
                .map(line -> new JsonObject(line.substring(9)).put("status", Integer.parseInt(line.substring(5, 8)))).toList();
    }

    private static List<String> lines(int scenario) {
        try (var in = Transcript.class.getResourceAsStream("transcript-0.3.64.txt")) {
            var found = new ArrayList<String>();
            var inside = false;
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("##")) {
                    inside = line.startsWith("##" + scenario + " ");
                } else if (inside) {
                    found.add(line);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonObject> normalised(List<JsonObject> frames) {
        var ids = new HashMap<String, String>();
        return frames.stream().map(frame -> (JsonObject) normal("", frame, ids)).toList();
    }

    private static Object normal(String key, Object value, Map<String, String> ids) {
        if (value instanceof JsonObject object) {
            var copy = new JsonObject();
            object.forEach(member -> copy.put(member.getKey(), normal(member.getKey(), member.getValue(), ids)));
            return key.equals("current_inputs") ? new JsonObject() : copy;
        }
        if (value instanceof JsonArray array) {
            var copy = new JsonArray();
            array.forEach(element -> copy.add(normal("", element, ids)));
            return key.equals("traceback") ? new JsonArray() : copy;
        }
        if (value instanceof String text) {
            return UUID.matcher(text).matches()
                    ? ids.computeIfAbsent(text, id -> "id-" + ids.size())
                    : FILE_NUMBER.matcher(text).replaceAll("_#_.");
        }
        return key.equals("timestamp") ? Integer.valueOf(0) : value;
    }
}
