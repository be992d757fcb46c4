package io.trestle.simulators.cloudflare.tunnel;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tunnels and connectors as the API writes them. */
final class TunnelView {

    private final String accountId;

    TunnelView(String accountId) {
        this.accountId = accountId;
    }

    JsonObject tunnel(Tunnel tunnel, List<Connector> connectors) {
        return new JsonObject().put("id", tunnel.id()).put("account_tag", accountId).put("created_at", tunnel.createdAt())
                .put("deleted_at", tunnel.deletedAt()).put("name", tunnel.name()).put("connections", new JsonArray())
                .put("conns_active_at", tunnel.activeSince()).put("conns_inactive_at", tunnel.inactiveSince()).put("tun_type", "cfd_tunnel")
                .put("metadata", new JsonObject()).put("status", status(tunnel, connectors))
                .put("config_src", tunnel.configSource().wireName())
                .put("remote_config", tunnel.configSource() == ConfigSource.CLOUDFLARE);
    }

    JsonObject createdTunnel(Tunnel tunnel) {
        var file = new JsonObject().put("AccountTag", accountId).put("TunnelID", tunnel.id()).put("TunnelName", tunnel.name())
                .put("TunnelSecret", tunnel.secret().base64());
        return tunnel(tunnel, List.of()).put("credentials_file", file).put("token", token(tunnel));
    }

    String token(Tunnel tunnel) {
        return tunnel.secret().token(accountId, tunnel.id());
    }

    JsonObject configuration(Tunnel tunnel) {
        return new JsonObject().put("tunnel_id", tunnel.id()).put("version", Math.max(0, tunnel.configVersion()))
                .put("config", tunnel.config()).put("source", tunnel.configSource().wireName()).put("created_at", tunnel.createdAt());
    }

    static JsonObject connector(Connector connector, int configVersion) {
        var connections = connector.connections().stream().map(connection -> connection(connector, connection)).toList();
        return new JsonObject().put("id", connector.id()).put("arch", connector.arch()).put("version", connector.version())
                .put("features", new JsonArray().add("ha-origin")).put("run_at", connector.runningSince())
                .put("config_version", Math.max(0, configVersion)).put("conns", new JsonArray(connections));
    }

    private static JsonObject connection(Connector connector, Connector.Connection connection) {
        return new JsonObject().put("id", connection.id()).put("uuid", connection.id()).put("client_id", connector.id())
                .put("client_version", connector.version()).put("colo_name", connection.colo()).put("opened_at", connection.openedAt())
                .put("origin_ip", connector.originIp()).put("is_pending_reconnect", connection.pendingReconnect());
    }

    /** {@code inactive}: never connected. {@code down}: no longer. {@code degraded}: a connector lacks a connection. */
    static String status(Tunnel tunnel, List<Connector> connectors) {
        if (connectors.stream().allMatch(connector -> connector.connections().isEmpty())) {
            return tunnel.connectedOnce() ? "down" : "inactive";
        }
        return connectors.stream().allMatch(Connector::isHealthy) ? "healthy" : "degraded";
    }

    /** Whether something that began and ended held at a moment. */
    static boolean held(@Nullable Instant began, @Nullable Instant ended, Instant at) {
        return began != null && !began.isAfter(at) && (ended == null || ended.isAfter(at));
    }
}
