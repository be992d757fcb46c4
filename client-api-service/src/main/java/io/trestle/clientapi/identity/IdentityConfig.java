package io.trestle.clientapi.identity;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Keys that come from outside, and how long tokens live. */
@ConfigMapping(prefix = "trestle.identity")
interface IdentityConfig {

    /** The first key of tenant {@code operator}, at least 16 characters. Without it nobody can create tenants. */
    Optional<String> operatorKey();

    /** A key of tenant {@code local}, at least 16 characters, for the local stack. */
    Optional<String> localKey();

    /** How long a token is valid. Default 15 minutes: a revoked key is worth nothing after that. */
    @WithDefault("15M")
    Duration tokenLifetime();

    /** How long a known key is trusted without a look at the database. Default 30 s: a revocation is announced, this is for a lost one. */
    @WithDefault("30S")
    Duration keyCache();

    /** How long a retired signing key is still published. Default 1 hour: longer than any token it signed lives. */
    @WithDefault("1H")
    Duration retiredKeys();
}
