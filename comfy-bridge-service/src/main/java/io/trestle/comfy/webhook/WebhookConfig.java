package io.trestle.comfy.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How ends of jobs are told. */
@ConfigMapping(prefix = "trestle.comfy.webhook")
public interface WebhookConfig {

    /**
     * Standard base64 of at least 16 random bytes, from which each tenant's secret follows. Default none: then webhooks are not signed, and a
     * receiver cannot tell them from anybody else's.
     */
    Optional<String> masterKey();

    /** How long it is waited before each repetition; after the last one it is given up. Default 5 s to 6 hours, half a day in all. */
    @WithDefault("5s,30s,2m,10m,30m,2h,3h,6h")
    List<Duration> pauses();

    /** How long a receiver may take. Default 15 seconds. */
    @WithDefault("15s")
    Duration timeout();

    /** Receivers that are told at once by one replica. Default 16. */
    @WithDefault("16")
    int atOnce();
}
