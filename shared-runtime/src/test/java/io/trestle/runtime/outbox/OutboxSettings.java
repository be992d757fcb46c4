package io.trestle.runtime.outbox;

import java.time.Duration;

/** Relay settings with short times. */
record OutboxSettings() implements OutboxConfig {

    @Override
    public boolean relayEnabled() {
        return true;
    }

    @Override
    public int laneBatch() {
        return 128;
    }

    @Override
    public int lanes() {
        return 8;
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofMillis(500);
    }

    @Override
    public Duration deliveryTimeout() {
        return Duration.ofSeconds(4);
    }

    @Override
    public Duration maxBackoff() {
        return Duration.ofMillis(500);
    }
}
