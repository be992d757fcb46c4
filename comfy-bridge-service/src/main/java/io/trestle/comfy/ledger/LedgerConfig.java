package io.trestle.comfy.ledger;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How changes of jobs are written: those that arrive while a transaction is being committed share the next one. */
@ConfigMapping(prefix = "trestle.comfy.ledger")
interface LedgerConfig {

    /** Changes in one transaction, at most. Default 128: larger ones gain nothing, and hold locks for longer. */
    @WithDefault("128")
    int batch();

    /** Changes that wait, at most; beyond that callers are told to come again. Default 10,000: a few seconds of work. */
    @WithDefault("10000")
    int queue();

    /** How long a transaction may take before its callers are told that it failed. Default 10 seconds, less than any caller waits. */
    @WithDefault("10s")
    Duration patience();
}
