package io.trestle.clientapi.tunnel;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How answers of the adapter are awaited. */
@ConfigMapping(prefix = "trestle.tunnel")
interface TunnelConfig {

    /** How often a waiting request looks for itself, beside being notified. Default 2 s: only a lost notification waits this long. */
    @WithDefault("2S")
    Duration poll();
}
