package io.trestle.cloudflare.sweep;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How often Cloudflare is looked at. Sweeps use only calls above the budget's reserve. */
@ConfigMapping(prefix = "trestle.cloudflare.sweep")
public interface SweepConfig {

    /** Whether this replica takes part. Default true. */
    @WithDefault("true")
    boolean enabled();

    /** The pause between two looks at connectors. Default one minute. */
    @WithDefault("1m")
    Duration healthEvery();

    /** Tunnels whose connectors are listed in one sweep, a call each; the others wait their turn. Default 50. */
    @WithDefault("50")
    int connectorsPerSweep();

    /** How long Cloudflare's lists may lag behind: a tunnel that was worked on since is not judged by them. Default 15 seconds. */
    @WithDefault("15s")
    Duration listLag();

    /** The pause between two searches for drift. Default 10 minutes. */
    @WithDefault("10m")
    Duration driftEvery();
}
