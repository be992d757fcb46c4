package io.trestle.runtime.secret;

import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The keys that seal secrets at rest. */
@ConfigMapping(prefix = "trestle.secrets")
interface SecretsConfig {

    /** Id of the key that seals new secrets. Required in a service that stores secrets; no default. */
    Optional<String> activeKey();

    /** Every key that something stored may still be sealed with, by id: standard base64 of exactly 32 random bytes. */
    Map<String, String> keys();
}
