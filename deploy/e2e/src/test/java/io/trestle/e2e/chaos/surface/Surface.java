package io.trestle.e2e.chaos.surface;

import java.time.Duration;

/** A part of the suite as its clients use it. */
public interface Surface extends Invariant {

    String name();

    /** Clients at once. */
    int clients();

    /** Between two items of one client. */
    Duration pause();

    /** One item, from the first request until it is acknowledged. */
    void item() throws Exception;

    /** Items that were acknowledged. */
    int acknowledged();
}
