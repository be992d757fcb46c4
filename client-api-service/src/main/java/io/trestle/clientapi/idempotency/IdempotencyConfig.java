package io.trestle.clientapi.idempotency;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How repeated requests are recognised. */
@ConfigMapping(prefix = "trestle.idempotency")
interface IdempotencyConfig {

    /** How long a key is known; after that it may be used anew. Default 24 hours. */
    @WithDefault("24H")
    Duration retention();
}
