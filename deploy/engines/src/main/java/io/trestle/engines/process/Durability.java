package io.trestle.engines.process;

/** What an engine's data survives. Both survive a kill -9 of the engine. */
public enum Durability {
    /**
     * Data also survives a power failure: PostgreSQL syncs every commit; Kafka, which has a single replica here, syncs its logs each second.
     * For data that someone keeps.
     */
    DURABLE,
    /** Nothing is ever synced to the disk. For throw-away data of tests only. */
    FAST
}
