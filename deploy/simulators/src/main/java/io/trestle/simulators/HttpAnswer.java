package io.trestle.simulators;

import java.util.LinkedHashMap;
import java.util.Map;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;

/**
 * A complete HTTP answer, not yet sent, so that a fault can still spoil it.
 *
 * @param status HTTP status, 200–599
 * @param headers by name, {@code content-type} included
 * @param body may be empty
 */
public record HttpAnswer(int status, Map<String, String> headers, Buffer body) {

    /** @param content anything that Vert.x encodes as JSON */
    public static HttpAnswer json(int status, Object content) {
        return new HttpAnswer(status, Map.of("content-type", "application/json"), Json.encodeToBuffer(content));
    }

    public static HttpAnswer html(int status, String page) {
        return new HttpAnswer(status, Map.of("content-type", "text/html; charset=UTF-8"), Buffer.buffer(page));
    }

    public HttpAnswer withHeader(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new HttpAnswer(status, all, body);
    }

    public HttpAnswer withHeaders(Map<String, String> more) {
        var all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new HttpAnswer(status, all, body);
    }

    HttpAnswer withBody(Buffer other) {
        return new HttpAnswer(status, headers, other);
    }

    HttpAnswer withStatus(int other) {
        return new HttpAnswer(other, headers, body);
    }
}
