package io.trestle.clientapi.outboundwebhook;

import java.time.Duration;
import java.util.List;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How applications are told. */
@ConfigMapping(prefix = "trestle.outbound-webhooks")
interface OutboundWebhookConfig {

    /** Pauses after the first, second … failed attempt; after the last one it is given up. Default: the specification's schedule, about 76 h. */
    @WithDefault("5S,5M,30M,2H,5H,10H,14H,20H,24H")
    List<Duration> schedule();

    /** How long a receiver may take to answer. Default 15 s, the specification's lower bound. */
    @WithDefault("15S")
    Duration timeout();

    /** Attempts at once in this replica. Default 64. */
    @WithDefault("64")
    int concurrency();

    /** How long a replica that dies keeps its attempts from the others. Default 45 s: three times the timeout. */
    @WithDefault("45S")
    Duration lease();

    /** How long a secret that was replaced still signs, beside its successor. Default 24 hours. */
    @WithDefault("24H")
    Duration rotationOverlap();
}
