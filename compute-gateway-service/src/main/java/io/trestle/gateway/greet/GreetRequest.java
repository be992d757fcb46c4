package io.trestle.gateway.greet;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.session.SessionTokens;

/**
 * A call of the handshake.
 *
 * @param parameters of the query, decoded
 * @param sessions that came along and are valid
 * @param tokens of the calling thread
 */
public record GreetRequest(String method, String path, Map<String, String> parameters, String body, List<Session> sessions,
        SessionTokens tokens) {

    private static final int MOST_PARAMETERS = 16;

    /** @return null where a parameter comes twice or cannot be decoded: two readers would see two different requests */
    public static @Nullable Map<String, String> parameters(@Nullable String query) {
        try {
            var single = new HashMap<String, String>();
            for (var parameter : new QueryStringDecoder(query == null ? "" : query, StandardCharsets.UTF_8, false, MOST_PARAMETERS)
                    .parameters().entrySet()) {
                if (parameter.getValue().size() > 1) {
                    return null;
                }
                single.put(parameter.getKey(), parameter.getValue().get(0));
            }
            return single;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    @Nullable
    Session session() {
        return sessions.isEmpty() ? null : sessions.get(0);
    }

    /** Signatures and tokens are credentials. */
    @Override
    public String toString() {
        return "GreetRequest[" + method + " " + path + ", type=" + parameter("type") + "]";
    }
}
