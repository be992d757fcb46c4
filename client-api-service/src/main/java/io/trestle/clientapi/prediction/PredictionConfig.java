package io.trestle.clientapi.prediction;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How predictions are made and kept. */
@ConfigMapping(prefix = "trestle.predictions")
interface PredictionConfig {

    /** Longest wait that {@code Prefer: wait=n} gets. Default 60 s: proxies on the way give up soon after. */
    @WithDefault("60S")
    Duration longestWait();

    /** How often a waiting request looks for itself, beside being notified. Default 2 s. */
    @WithDefault("2S")
    Duration poll();

    /**
     * How long a worker may be silent before its prediction is reported as lost, where the model does not say ({@code silence_limit}, in
     * seconds, beside its inputs). Default 30 min: longer than a terminal webhook is retried, and than most models run without a word.
     */
    @WithDefault("30M")
    Duration silenceLimit();

    /** How long a prediction that has ended is kept. Default 90 days. */
    @WithDefault("90D")
    Duration retention();
}
