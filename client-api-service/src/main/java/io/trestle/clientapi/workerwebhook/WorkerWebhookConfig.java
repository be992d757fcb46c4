package io.trestle.clientapi.workerwebhook;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How webhooks of workers are taken in. */
@ConfigMapping(prefix = "trestle.worker-webhooks")
interface WorkerWebhookConfig {

    /** Longest body. Default 8 MiB: logs are sent whole each time, and a worker does not repeat what is refused as too large. */
    @WithDefault("8M")
    MemorySize maxBody();

    /** How long a body may take to arrive. Default 20 s, less than the 30 s that coglet waits for the answer. */
    @WithDefault("20S")
    Duration bodyTimeout();

    /** How long deliveries are kept as they came. Default 30 days. */
    @WithDefault("30D")
    Duration retention();
}
