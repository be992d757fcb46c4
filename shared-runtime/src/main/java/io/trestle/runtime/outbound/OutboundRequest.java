package io.trestle.runtime.outbound;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * A call to a user-supplied address.
 *
 * @param headers that we set, not the user; {@code Host} and {@code Content-Length} follow by themselves
 */
public record OutboundRequest(HttpMethod method, String url, Map<String, String> headers, @Nullable Buffer body) {

    public static OutboundRequest get(String url) {
        return new OutboundRequest(HttpMethod.GET, url, Map.of(), null);
    }

    public static OutboundRequest post(String url, Buffer body) {
        return new OutboundRequest(HttpMethod.POST, url, Map.of(), body);
    }

    public OutboundRequest header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new OutboundRequest(method, url, more, body);
    }

    /** Without values: headers carry credentials, URLs may. */
    @Override
    public String toString() {
        return "OutboundRequest[" + method + ", headers=" + headers.keySet() + "]";
    }
}
