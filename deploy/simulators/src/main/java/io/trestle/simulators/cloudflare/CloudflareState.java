package io.trestle.simulators.cloudflare;

import java.util.List;

import io.trestle.simulators.Persistence;
import io.trestle.simulators.cloudflare.dns.DnsRecord;
import io.trestle.simulators.cloudflare.dns.DnsZone;
import io.trestle.simulators.cloudflare.tunnel.Connector;
import io.trestle.simulators.cloudflare.tunnel.NewConnector;
import io.trestle.simulators.cloudflare.tunnel.Tunnel;
import io.trestle.simulators.cloudflare.tunnel.Tunnels;

/** What the account holds, and what tests may do to it behind the API's back. Safe for any thread. */
public final class CloudflareState {

    private final Tunnels tunnels;
    private final DnsZone zone;
    private Persistence persistence = Persistence.NONE;

    CloudflareState(Tunnels tunnels, DnsZone zone) {
        this.tunnels = tunnels;
        this.zone = zone;
    }

    void reportTo(Persistence keeper) {
        this.persistence = keeper;
    }

    /** Deleted ones included. */
    public List<Tunnel> tunnels() {
        return tunnels.all();
    }

    public List<Tunnel> liveTunnels() {
        return tunnels.live();
    }

    public List<Connector> connectors() {
        return tunnels.connectors();
    }

    public List<DnsRecord> dnsRecords() {
        return zone.records();
    }

    /**
     * A {@code cloudflared} starts.
     *
     * @throws io.trestle.simulators.cloudflare.tunnel.ConnectorRefusedException when there is no such tunnel, or its secret is another
     */
    public Connector attachConnector(NewConnector connector) {
        var attached = tunnels.attach(connector);
        persistence.changed();
        return attached;
    }

    /** A {@code cloudflared} stops. Does nothing when there is none with this client id. */
    public void detachConnector(String clientId) {
        tunnels.detach(clientId);
        persistence.changed();
    }

    /** An empty account. */
    public void reset() {
        restore(new Snapshot(List.of(), List.of(), List.of()));
        persistence.changed();
    }

    Snapshot snapshot() {
        return new Snapshot(tunnels.all(), tunnels.connectors(), zone.records());
    }

    void restore(Snapshot snapshot) {
        tunnels.restore(snapshot.tunnels, snapshot.connectors);
        zone.restore(snapshot.dnsRecords);
    }

    /** The state as JSON: in the state file, and for {@code GET /__sim/state}. Holds the synthetic secrets. */
    record Snapshot(List<Tunnel> tunnels, List<Connector> connectors, List<DnsRecord> dnsRecords) {
    }
}
