package io.trestle.comfy.routing;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How jobs are spread. */
@ConfigMapping(prefix = "trestle.comfy.routing")
public interface RoutingConfig {

    /** Jobs that a backend has at once: one runs, the others are there when it ends. Default 2. */
    @WithDefault("2")
    int slots();

    /** What a run is expected to take before any was seen. Default 10 seconds. */
    @WithDefault("10s")
    Duration unknownRun();

    /** What the models are expected to take into memory before it was seen. Default 10 seconds. */
    @WithDefault("10s")
    Duration unknownLoad();

    /** How long a job may wait for a backend. Default 1 hour. */
    @WithDefault("1h")
    Duration longestWait();

    /** How often the router looks by itself. Default 1 second. */
    @WithDefault("1s")
    Duration lookEvery();
}
