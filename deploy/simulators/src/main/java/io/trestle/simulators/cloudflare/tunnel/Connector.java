package io.trestle.simulators.cloudflare.tunnel;

import java.time.Instant;
import java.util.List;

/**
 * A running {@code cloudflared}, which holds connections to several data centres.
 *
 * @param id its client id, a UUID
 * @param secret what it registered with; after a rotation it keeps its connections, but cannot register again
 * @param version of cloudflared
 * @param arch for example {@code linux_amd64}
 * @param originIp the address it connects from
 * @param returns whether it registers again at once when its connections are dropped, as a running cloudflared does
 */
public record Connector(String id, String tunnelId, TunnelSecret secret, String version, String arch, String originIp, Instant runningSince,
        boolean returns, List<Connection> connections) {

    /** cloudflared holds four connections; fewer make a tunnel degraded. */
    public static final int FULL = 4;

    /**
     * One connection of a connector.
     *
     * @param colo the data centre, by its airport
     * @param pendingReconnect whether it is lost, and cloudflared is at it
     */
    public record Connection(String id, String colo, Instant openedAt, boolean pendingReconnect) {
    }

    boolean isHealthy() {
        return connections.size() >= FULL && connections.stream().noneMatch(Connection::pendingReconnect);
    }

    Connector with(List<Connection> others) {
        return new Connector(id, tunnelId, secret, version, arch, originIp, runningSince, returns, others);
    }
}
