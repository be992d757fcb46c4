package io.trestle.gateway.edge;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.trestle.gateway.GatewayConfig;

/** So many in a minute for each client address. Shared by the event loops and both ports; a handshake is rare enough. */
@ApplicationScoped
public class RateLimit {

    /** More different addresses than this in a minute are not told apart any longer. */
    private static final int MOST_CLIENTS = 100_000;

    private final int perMinute;
    private final Clock clock;
    private final Map<String, Integer> counts = new HashMap<>();
    private long minute;

    RateLimit(GatewayConfig config, Clock clock) {
        perMinute = config.handshakesPerMinute();
        this.clock = clock;
    }

    public synchronized boolean admits(String client) {
        var now = clock.millis() / 60_000;
        if (now != minute) {
            minute = now;
            counts.clear();
        }
        var key = counts.size() < MOST_CLIENTS || counts.containsKey(client) ? client : "others";
        return counts.merge(key, 1, Integer::sum) <= perMinute;
    }
}
