package io.trestle.simulators.cloudflare.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Requests that one token may make in a window. One too many, and everything is refused for a whole window. */
final class RequestBudget {

    private final int limit;
    private final Duration window;
    private final Clock clock;
    private Instant windowEnds = Instant.MIN;
    private @Nullable Instant blockedUntil;
    private int used;

    /** @param limit requests in a window; 0 for no limit */
    RequestBudget(int limit, Duration window, Clock clock) {
        this.limit = limit;
        this.window = window;
        this.clock = clock;
    }

    /** Counts a request. The time to wait, or zero when the request may pass. */
    synchronized Duration take() {
        var now = clock.instant();
        if (blockedUntil != null && now.isBefore(blockedUntil)) {
            return Duration.between(now, blockedUntil);
        }
        if (!now.isBefore(windowEnds)) {
            windowEnds = now.plus(window);
            used = 0;
            blockedUntil = null;
        }
        used++;
        if (limit == 0 || used <= limit) {
            return Duration.ZERO;
        }
        blockedUntil = now.plus(window);
        windowEnds = blockedUntil;
        return window;
    }

    /** The headers of the IETF draft that the API sends: {@code r} requests remain for {@code t} seconds. */
    synchronized Map<String, String> headers() {
        if (limit == 0) {
            return Map.of();
        }
        var remaining = Math.max(0, limit - used);
        var seconds = Math.max(0, Duration.between(clock.instant(), windowEnds).toSeconds());
        return Map.of("Ratelimit", "\"default\";r=" + remaining + ";t=" + seconds, "Ratelimit-Policy",
                "\"default\";q=" + limit + ";w=" + window.toSeconds());
    }
}
