package io.trestle.cloudflare.tunnel;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this replica works on tunnels. */
@ConfigMapping(prefix = "trestle.cloudflare.tunnel")
public interface TunnelConfig {

    /** Tunnels worked on at once; 0 leaves the work to other replicas. Default 32, the connections to Cloudflare. */
    @WithDefault("32")
    int concurrency();

    /** How long the tunnels of a replica that dies wait for another one. Default 30 seconds. */
    @WithDefault("30s")
    Duration leaseFor();

    /** The longest pause between two attempts while Cloudflare does not answer. Default one minute. */
    @WithDefault("60s")
    Duration longestPause();
}
