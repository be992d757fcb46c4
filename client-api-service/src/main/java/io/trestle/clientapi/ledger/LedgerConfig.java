package io.trestle.clientapi.ledger;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How reports are written: those that arrive while a batch is being committed form the next one. */
@ConfigMapping(prefix = "trestle.ledger")
interface LedgerConfig {

    /** Batches in the database at once. Default 2: one is committed while the next is merged; more only make them smaller. */
    @WithDefault("2")
    int writers();

    /** Reports in one batch, at most. Default 256: larger ones gain nothing, and hold locks for longer. */
    @WithDefault("256")
    int batch();

    /** Reports that wait, at most; beyond that the sender is told to come again. Default 10,000: two seconds of the load it is built for. */
    @WithDefault("10000")
    int queue();

    /** How long a batch may take before its reports fail. Default 10 s, less than any sender waits. */
    @WithDefault("10S")
    Duration patience();
}
