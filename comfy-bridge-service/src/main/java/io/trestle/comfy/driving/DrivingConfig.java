package io.trestle.comfy.driving;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How backends are driven. */
@ConfigMapping(prefix = "trestle.comfy.driving")
public interface DrivingConfig {

    /** Backends that this replica drives at once; 0 leaves them to others. Default 64. */
    @WithDefault("64")
    int backends();

    /** How long the backends of a replica that dies wait for another one. Default 10 seconds. */
    @WithDefault("10s")
    Duration leaseFor();

    /** How often a driver looks by itself: at what its backend says, and at what is asked of it. Default 1 second. */
    @WithDefault("1s")
    Duration lookEvery();

    /** How long a backend may be out of reach before its jobs go elsewhere. Default 5 seconds. */
    @WithDefault("5s")
    Duration lostAfter();

    /** How long a job may show no sign of life before its backend counts as dead inside. Default 5 minutes: a large model takes that long. */
    @WithDefault("5m")
    Duration silentAfter();

    /** How often a job is tried again after it was lost with its backend. Default 3. */
    @WithDefault("3")
    int lossesAllowed();

    /** At most so often the progress of one job is written and told. Default twice a second. */
    @WithDefault("500ms")
    Duration progressEvery();
}
