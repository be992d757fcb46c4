package io.trestle.engines;

import io.trestle.engines.sharing.SharedEngines;

/** How tests come by PostgreSQL and Kafka. */
public final class Engines {

    private Engines() {
    }

    /**
     * The engines that all test JVMs of this checkout share, started by the first of them. They stay for as long as a JVM that has leased
     * them lives, and some seconds longer; there is nothing to give back. Stopping them is not for a test: see {@link #privateKafka}.
     */
    public static SharedEngines lease() {
        return SharedEngines.lease();
    }

    /** A broker that the caller may stop, kill and freeze. It takes about as long to start as Kafka does. */
    public static PrivateKafka privateKafka() {
        return PrivateKafka.create();
    }

    /** A server that the caller may stop, kill and freeze. */
    public static PrivatePostgres privatePostgres() {
        return PrivatePostgres.create();
    }
}
