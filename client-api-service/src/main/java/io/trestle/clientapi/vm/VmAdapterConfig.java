package io.trestle.clientapi.vm;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How dbc-adapter is asked for VMs. Its address is {@code TRESTLE_DBC_ADAPTER_URL}, by default {@code http://127.0.0.1:8090}. */
@ConfigMapping(prefix = "trestle.vm-adapter")
interface VmAdapterConfig {

    /** How often a VM that is on its way is looked at. Default 1 s: a creation takes 5 to 15 minutes, and each look is one read there. */
    @WithDefault("1S")
    Duration poll();

    /** How long the adapter may be away before a call that waits for it fails. Default 2 min. */
    @WithDefault("2M")
    Duration patience();
}
