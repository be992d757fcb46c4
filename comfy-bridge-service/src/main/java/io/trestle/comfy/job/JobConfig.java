package io.trestle.comfy.job;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many jobs may wait, and how long they are kept. */
@ConfigMapping(prefix = "trestle.comfy.job")
public interface JobConfig {

    /** Jobs that may wait for a backend; a further one is refused with 503. Default 10,000: hours of work for most fleets. */
    @WithDefault("10000")
    int queueLimit();

    /** What a refused caller is told to wait. Default 10 seconds. */
    @WithDefault("10s")
    Duration queueRetryAfter();

    /** How long a job is kept after its end, with its events and outputs; also uploads after their last use. Default 7 days. */
    @WithDefault("7d")
    Duration keepFor();

    /** Commands whose files are fetched at once in one replica. Default 8. */
    @WithDefault("8")
    int commandsAtOnce();

    /** How long the commands of a replica that dies wait for another one. Default 10 seconds. */
    @WithDefault("10s")
    Duration leaseFor();
}
