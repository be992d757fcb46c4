package io.trestle.comfy.seedapi;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How sockets behave. */
@ConfigMapping(prefix = "trestle.comfy.ws")
public interface SeedConfig {

    /** Whether a job ends when the last socket that watched it leaves. Default true, as the original promises. */
    @WithDefault("true")
    boolean cancelOnDisconnect();

    /** How long it is waited for a socket to come back. Default 2 seconds. */
    @WithDefault("2s")
    Duration grace();

    /** How often {@code listening} is sent. Default every second. */
    @WithDefault("1s")
    Duration listening();
}
