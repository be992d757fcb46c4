package io.trestle.cloudflare.budget;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many calls there are. */
@ConfigMapping(prefix = "trestle.cloudflare.budget")
public interface BudgetConfig {

    /** Calls in one window, of all replicas together. Default 1200, Cloudflare's limit for one token. */
    @WithDefault("1200")
    int calls();

    /** The window; the bucket refills evenly over it. Default 5 minutes. */
    @WithDefault("5m")
    Duration window();

    /** Share of the calls that sweeps leave for requests that somebody waits for. Default 0.5. */
    @WithDefault("0.5")
    double reserve();

    /** Calls that a replica takes from the bucket at once, so that it does not ask the database for each. Default 8. */
    @WithDefault("8")
    int portion();
}
