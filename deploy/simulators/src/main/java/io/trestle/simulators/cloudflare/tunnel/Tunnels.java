package io.trestle.simulators.cloudflare.tunnel;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.cloudflare.api.ApiError;
import io.trestle.simulators.cloudflare.api.ApiFailure;
import io.vertx.core.json.JsonObject;

/** All tunnels of the account, in the order of their creation, with their connectors. Safe for any thread. */
public final class Tunnels {

    private final Clock clock;
    private final int limit;
    private final Map<String, Tunnel> tunnels = new LinkedHashMap<>();
    private final Connectors connectors;

    /** @param limit live tunnels that the account may have */
    public Tunnels(Clock clock, int limit) {
        this.clock = clock;
        this.limit = limit;
        this.connectors = new Connectors(clock);
    }

    /** Deleted ones included. */
    public synchronized List<Tunnel> all() {
        return List.copyOf(tunnels.values());
    }

    public List<Tunnel> live() {
        return all().stream().filter(tunnel -> !tunnel.isDeleted()).toList();
    }

    public synchronized List<Connector> connectors() {
        return connectors.all();
    }

    public synchronized List<Connector> connectorsOf(String tunnelId) {
        return connectors.of(tunnelId);
    }

    /** Replaces everything, as at a restart. */
    public synchronized void restore(List<Tunnel> all, List<Connector> allConnectors) {
        tunnels.clear();
        all.forEach(tunnel -> tunnels.put(tunnel.id(), tunnel));
        connectors.restore(allConnectors);
    }

    synchronized Tunnel create(String name, @Nullable String secret, ConfigSource source, Duration listLag) {
        checkName(name, null);
        var given = secret == null ? TunnelSecret.random() : TunnelSecret.given(secret);
        if (live().size() >= limit) {
            throw new ApiFailure(400, ApiError.of(1010, "You have reached the maximum number of tunnels for this account"));
        }
        var now = clock.instant();
        return put(Tunnel.created(UUID.randomUUID().toString(), name, given, source, now, now.plus(listLag)));
    }

    /** Deleted ones too. */
    synchronized Tunnel get(String id) {
        var tunnel = tunnels.get(id);
        if (tunnel == null) {
            throw notFound();
        }
        return tunnel;
    }

    synchronized Tunnel getLive(String id) {
        var tunnel = get(id);
        if (tunnel.isDeleted()) {
            throw notFound();
        }
        return tunnel;
    }

    synchronized Tunnel change(String id, @Nullable String name, @Nullable String secret) {
        var tunnel = getLive(id);
        if (name != null) {
            checkName(name, id);
        }
        return put(tunnel.changed(name == null ? tunnel.name() : name, secret == null ? tunnel.secret() : TunnelSecret.given(secret)));
    }

    synchronized Tunnel configure(String id, JsonObject config) {
        return put(getLive(id).configured(config.getMap()));
    }

    /** @param cascade drops connections instead of refusing */
    synchronized Tunnel delete(String id, boolean cascade, Duration listLag) {
        var tunnel = getLive(id);
        if (!cascade && !connectors.of(id).isEmpty()) {
            throw new ApiFailure(400, ApiError.of(1022, "Cannot delete tunnel because it has active connections"));
        }
        connectors.removeAll(id);
        var now = clock.instant();
        return put(tunnel.deleted(now, now.plus(listLag)));
    }

    /** @param clientId only this connector's, or null for all */
    synchronized void dropConnections(String id, @Nullable String clientId) {
        var tunnel = getLive(id);
        var returning = new ArrayList<Connector>();
        for (var connector : connectors.of(id)) {
            if (clientId == null || clientId.equals(connector.id())) {
                connectors.remove(connector.id());
                if (connector.returns() && connector.secret().equals(tunnel.secret())) {
                    returning.add(connector);
                }
            }
        }
        returning.forEach(connectors::reconnect);
        noteConnections(id);
    }

    /**
     * A connector registers.
     *
     * @throws ConnectorRefusedException when there is no such tunnel, or the secret is not the tunnel's
     */
    public synchronized Connector attach(NewConnector wanted) {
        var tunnel = tunnels.get(wanted.tunnelId());
        if (tunnel == null || tunnel.isDeleted()) {
            throw new ConnectorRefusedException("Unauthorized: Tunnel not found");
        }
        if (wanted.secret() != null && !wanted.secret().equals(tunnel.secret())) {
            throw new ConnectorRefusedException("Unauthorized: Invalid tunnel secret");
        }
        var connector = connectors.add(wanted, tunnel.secret());
        noteConnections(tunnel.id());
        return connector;
    }

    /** A connector ends. Does nothing when it is not there. */
    public synchronized void detach(String clientId) {
        var gone = connectors.remove(clientId);
        if (gone != null) {
            noteConnections(gone.tunnelId());
        }
    }

    private void noteConnections(String tunnelId) {
        var connected = connectors.of(tunnelId).stream().anyMatch(connector -> !connector.connections().isEmpty());
        tunnels.computeIfPresent(tunnelId, (id, tunnel) -> {
            if (connected == (tunnel.activeSince() != null)) {
                return tunnel;
            }
            return connected ? tunnel.connected(clock.instant()) : tunnel.disconnected(clock.instant());
        });
    }

    private Tunnel put(Tunnel tunnel) {
        tunnels.put(tunnel.id(), tunnel);
        return tunnel;
    }

    private void checkName(String name, @Nullable String owner) {
        if (name.isBlank()) {
            throw new ApiFailure(400, ApiError.of(1001, "Tunnel name must not be empty"));
        }
        var taken = tunnels.values().stream()
                .anyMatch(other -> !other.isDeleted() && other.name().equals(name) && !other.id().equals(owner));
        if (taken) {
            throw new ApiFailure(409, ApiError.of(1013, "You already have a tunnel with this name. "
                    + "Delete the existing tunnel, or choose a different name for your new tunnel"));
        }
    }

    private static ApiFailure notFound() {
        return new ApiFailure(404, ApiError.of(1002, "Tunnel not found"));
    }
}
