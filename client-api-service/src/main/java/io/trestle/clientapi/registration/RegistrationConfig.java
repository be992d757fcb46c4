package io.trestle.clientapi.registration;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** How models are registered. */
@ConfigMapping(prefix = "trestle.registration")
interface RegistrationConfig {

    /** How long a registration waits for its tunnel before it answers 202. Default 30 s: a client's usual timeout is a minute. */
    @WithName("wait")
    @WithDefault("30S")
    Duration patience();

    /** What {@code Retry-After} says in a 202. Default 5 s. */
    @WithDefault("5S")
    Duration retryAfter();

    /** What cloudflared forwards to where a registration does not say. Default {@code http://localhost:3009}, where the worker listens. */
    @WithDefault("http://localhost:3009")
    String service();
}
