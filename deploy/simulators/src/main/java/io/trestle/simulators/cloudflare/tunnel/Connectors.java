package io.trestle.simulators.cloudflare.tunnel;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.cloudflare.tunnel.Connector.Connection;

/** The connectors of all tunnels, by client id. Its owner synchronises. */
final class Connectors {

    private static final List<String> COLOS = List.of("ams01", "fra06", "ams08", "fra12");

    private final Clock clock;
    private final Map<String, Connector> connectors = new LinkedHashMap<>();

    Connectors(Clock clock) {
        this.clock = clock;
    }

    List<Connector> all() {
        return List.copyOf(connectors.values());
    }

    List<Connector> of(String tunnelId) {
        return connectors.values().stream().filter(connector -> connector.tunnelId().equals(tunnelId)).toList();
    }

    Connector add(NewConnector wanted, TunnelSecret secret) {
        var connector = new Connector(wanted.clientId(), wanted.tunnelId(), secret, wanted.version(), wanted.arch(), wanted.originIp(),
                clock.instant(), wanted.returns(), connections(wanted.connections(), wanted.pendingReconnect()));
        connectors.put(connector.id(), connector);
        return connector;
    }

    void reconnect(Connector connector) {
        connectors.put(connector.id(), connector.with(connections(connector.connections().size(), false)));
    }

    @Nullable
    Connector remove(String clientId) {
        return connectors.remove(clientId);
    }

    void removeAll(String tunnelId) {
        connectors.values().removeIf(connector -> connector.tunnelId().equals(tunnelId));
    }

    void restore(List<Connector> all) {
        connectors.clear();
        all.forEach(connector -> connectors.put(connector.id(), connector));
    }

    private List<Connection> connections(int count, boolean lastIsPending) {
        var all = new ArrayList<Connection>();
        for (var i = 0; i < count; i++) {
            all.add(new Connection(UUID.randomUUID().toString(), COLOS.get(i % COLOS.size()), clock.instant(),
                    lastIsPending && i == count - 1));
        }
        return List.copyOf(all);
    }
}
