package io.trestle.simulators.cloudflare.tunnel;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/**
 * A connector that a test starts. Only the tunnel is needed.
 *
 * @param secret null for the tunnel's present secret. A wrong one is turned away
 * @param connections how many it holds, 0–4
 * @param pendingReconnect whether the last of them is lost
 */
public record NewConnector(String tunnelId, @Nullable TunnelSecret secret, String clientId, String version, String arch, String originIp,
        boolean returns, int connections, boolean pendingReconnect) {

    /** A healthy one of a synthetic address. */
    public static NewConnector of(String tunnelId) {
        return fromJson(new JsonObject().put("tunnelId", tunnelId));
    }

    public NewConnector withSecret(String base64) {
        return new NewConnector(tunnelId, new TunnelSecret(base64), clientId, version, arch, originIp, returns, connections,
                pendingReconnect);
    }

    public NewConnector from(String address) {
        return new NewConnector(tunnelId, secret, clientId, version, arch, address, returns, connections, pendingReconnect);
    }

    public NewConnector returning() {
        return new NewConnector(tunnelId, secret, clientId, version, arch, originIp, true, connections, pendingReconnect);
    }

    public NewConnector withConnections(int count) {
        return new NewConnector(tunnelId, secret, clientId, version, arch, originIp, returns, count, pendingReconnect);
    }

    /**
     * Reads the form that {@code POST /__sim/connectors} takes: the components by name.
     *
     * @throws IllegalArgumentException when the tunnel is missing
     * @throws ClassCastException when a component has another type
     */
    public static NewConnector fromJson(JsonObject json) {
        var secret = json.getString("secret");
        var tunnelId = json.getString("tunnelId");
        if (tunnelId == null) {
            throw new IllegalArgumentException("tunnelId is missing");
        }
        return new NewConnector(tunnelId,
                secret == null ? null : new TunnelSecret(secret),
                json.getString("clientId", UUID.randomUUID().toString()), json.getString("version", "2025.2.0"),
                json.getString("arch", "linux_amd64"), json.getString("originIp", "203.0.113.10"), json.getBoolean("returns", false),
                json.getInteger("connections", Connector.FULL), json.getBoolean("pendingReconnect", false));
    }
}
