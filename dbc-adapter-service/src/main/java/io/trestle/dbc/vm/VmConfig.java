package io.trestle.dbc.vm;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.trestle.dbc.lifecycle.Pace;

/** How VMs are created and watched. */
@ConfigMapping(prefix = "trestle.dbc.vms")
interface VmConfig {

    /** How long after it was sent an unanswered request may still take effect. Default 15 minutes: a node may be as long at the work before it. */
    @WithDefault("15m")
    Duration lateEffect();

    /** After this long without a usable answer a creation or verb has failed. Default 10 minutes. */
    @WithDefault("10m")
    Duration giveUp();

    /** Pause before a request is repeated; doubles up to {@link #longestPause}. Default 2 s. */
    @WithDefault("2s")
    Duration firstRetry();

    /** Default 1 minute. */
    @WithDefault("1m")
    Duration longestPause();

    /** Between looks at a VM that is about to change. Default 5 s: a creation takes minutes. */
    @WithDefault("5s")
    Duration changing();

    /** Between looks at one that is not. Default 10 minutes: at older nodes a look itself can start or stop a VM. */
    @WithDefault("10m")
    Duration settled();

    /** GPU nodes worked on at once in this replica. Default 64: their calls wait for the nodes, not for this process. */
    @WithDefault("64")
    int nodesAtOnce();

    /** How long a replica that dies keeps its nodes from the others. Default 15 s. */
    @WithDefault("15s")
    Duration leaseFor();

    /** Login ports that are given out where the caller names none: the lowest. Default 20000. */
    @WithDefault("20000")
    int lowestLoginPort();

    /** The highest of them. Default 32000: older nodes cannot count beyond 32767. */
    @WithDefault("32000")
    int highestLoginPort();

    default Pace pace() {
        return new Pace(lateEffect(), giveUp(), firstRetry(), longestPause(), changing(), settled());
    }
}
