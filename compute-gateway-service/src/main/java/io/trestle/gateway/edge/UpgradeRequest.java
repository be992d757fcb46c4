package io.trestle.gateway.edge;

import io.netty.handler.codec.http.HttpHeaders;

/** The only protocol that a connection may be turned over to is WebSocket: any other would be a tunnel that nobody looks into. */
final class UpgradeRequest {

    private UpgradeRequest() {
    }

    static boolean isWebSocket(HttpHeaders headers) {
        var upgrades = headers.getAll("upgrade");
        return upgrades.size() == 1 && upgrades.get(0).strip().equalsIgnoreCase("websocket");
    }
}
