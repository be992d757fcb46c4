package io.trestle.clientapi.dispatch;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How workers are called. */
@ConfigMapping(prefix = "trestle.dispatch")
interface DispatchConfig {

    /**
     * Where a worker is reached; {@code {hostname}} becomes the hostname of its tunnel, {@code {model}} the model's id. Default
     * {@code https://{hostname}}. A local stack without tunnels names its worker here.
     */
    @WithDefault("https://{hostname}")
    String workerUrl();

    /** Address of this service as workers reach it, without a path; they send their webhooks there. Default: its own address on loopback. */
    Optional<String> publicUrl();

    /** How long a worker may take to accept a call. Default 10 s: it answers at once, or its tunnel is in trouble. */
    @WithDefault("10S")
    Duration timeout();

    /** How long a prediction may wait for a worker that is busy or away before it fails. Default 15 min: longer than a worker's start. */
    @WithDefault("15M")
    Duration patience();

    /** Pause before a busy worker is asked again. Default 1 s: it runs one prediction at a time and does not queue. */
    @WithDefault("1S")
    Duration busyPause();

    /** Longest pause before a worker that cannot be reached is called again. Default 30 s. */
    @WithDefault("30S")
    Duration longestPause();

    /** Calls at once in this replica. Default 64. */
    @WithDefault("64")
    int concurrency();

    /** How long a replica that dies keeps its calls from the others. Default 30 s: three times the timeout. */
    @WithDefault("30S")
    Duration lease();
}
