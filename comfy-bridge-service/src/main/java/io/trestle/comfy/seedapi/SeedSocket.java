package io.trestle.comfy.seedapi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.IdentityVerifier;
import io.vertx.core.MultiMap;

/** {@code WS /ws?clientId=}: tells what becomes of the client id's job. Any number of sockets may watch one. */
@WebSocket(path = "/ws")
class SeedSocket {

    private final SeedSessions sessions;
    private final IdentityVerifier identity;

    SeedSocket(SeedSessions sessions, IdentityVerifier identity) {
        this.sessions = sessions;
        this.identity = identity;
    }

    @OnOpen
    Uni<Void> open(WebSocketConnection connection) {
        var headers = MultiMap.caseInsensitiveMultiMap();
        connection.handshakeRequest().headers().forEach((name, values) -> headers.add(name, values));
        return identity.verify(headers)
                .chain(who -> sessions.open(connection, who.tenant(), clientId(connection.handshakeRequest().query())));
    }

    /** What clients say does not matter; it keeps the connection alive. */
    @OnTextMessage
    void heard(String text) {
        // Nothing.
    }

    @OnClose
    void closed(WebSocketConnection connection) {
        sessions.closed(connection.id());
    }

    private static String clientId(String query) {
        for (var pair : query.split("&")) {
            if (pair.startsWith("clientId=")) {
                return URLDecoder.decode(pair.substring("clientId=".length()), StandardCharsets.UTF_8);
            }
        }
        return "";
    }
}
