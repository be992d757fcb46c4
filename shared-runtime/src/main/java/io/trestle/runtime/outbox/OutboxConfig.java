package io.trestle.runtime.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the relay. */
@ConfigMapping(prefix = "trestle.outbox")
public interface OutboxConfig {

    /** Whether this process publishes; off where another deployment of the same service does it. */
    @WithDefault("true")
    boolean relayEnabled();

    /** Messages taken from one lane at a time. */
    @WithDefault("128")
    int laneBatch();

    /** Lanes (of 16) that one relay holds at a time; half of them leaves room for a second replica. */
    @WithDefault("8")
    int lanes();

    /** How often the relay looks without being woken: covers a notification lost with its connection. */
    @WithDefault("5s")
    Duration pollInterval();

    /** How long Kafka may take for one message before the relay gives the lane back and tries later. */
    @WithDefault("10s")
    Duration deliveryTimeout();

    /** The longest pause between two attempts while Kafka or the database is down. */
    @WithDefault("5s")
    Duration maxBackoff();
}
