package io.trestle.gateway.session;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How sessions are signed. */
@ConfigMapping(prefix = "trestle.gateway.session")
public interface SessionConfig {

    /**
     * Base64 of at least 32 random bytes, the same for all replicas. Without it the key follows from {@code trestle.secrets}' active key; with
     * neither the service does not start, except in test mode, which makes a key up.
     */
    Optional<String> key();

    /** How long a session lasts. Default 24 h. */
    @WithDefault("24h")
    Duration lifetime();

    /** Whether the cookie is {@code Secure}. Default false; set it where users come through TLS that ends before this service. */
    @WithDefault("false")
    boolean secureCookie();
}
