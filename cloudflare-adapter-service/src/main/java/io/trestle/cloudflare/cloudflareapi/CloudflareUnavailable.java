package io.trestle.cloudflare.cloudflareapi;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Nobody knows yet: no connection, no answer in time, 429, 5xx, an answer that is not the API's (HTML, cut off, empty). The call may or may
 * not have had its effect, so the next attempt looks before it writes.
 */
public final class CloudflareUnavailable extends CloudflareFailure {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;
    private final boolean connectionLost;

    public CloudflareUnavailable(String message, @Nullable Duration retryAfter) {
        this(message, retryAfter, false);
    }

    private CloudflareUnavailable(String message, @Nullable Duration retryAfter, boolean connectionLost) {
        super(message);
        this.retryAfter = retryAfter;
        this.connectionLost = connectionLost;
    }

    static CloudflareUnavailable connectionLost(Throwable cause) {
        var lost = new CloudflareUnavailable("The connection to Cloudflare failed: " + cause.getMessage(), null, true);
        lost.initCause(cause);
        return lost;
    }

    /** When Cloudflare (or the budget) wants to be asked again; null where it did not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** A kept connection that the other side had closed looks like this, so a call that may be repeated is, once. */
    boolean isConnectionLost() {
        return connectionLost;
    }
}
