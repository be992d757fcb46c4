package io.trestle.runtime.identity;

import java.net.URI;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How requests prove who they come from. */
@ConfigMapping(prefix = "trestle.auth")
interface AuthConfig {

    /** Whether credentials are needed. Default {@code required}. */
    @WithDefault("required")
    Mode mode();

    /** The {@code iss} claim that a token must have. Default {@code trestle}. */
    @WithDefault("trestle")
    String issuer();

    /** Where the public keys of the tokens are published. */
    URI jwksUrl();

    enum Mode {
        REQUIRED,
        /** Requests without credentials act as tenant {@code local}; only on loopback. */
        OPEN
    }
}
