package io.trestle.cloudflare.pool;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Tunnels made ahead. */
@ConfigMapping(prefix = "trestle.cloudflare.pool")
public interface PoolConfig {

    /**
     * Tunnels, each with its DNS record, that stand ready for models to come. Default 0: none is made ahead. An account holds 1,000 tunnels, and these
     * count. A smaller number than before removes none: those that stand are used up, or removed with {@code DELETE /tunnels/{modelId}}.
     */
    @WithDefault("0")
    int size();
}
