package io.trestle.engines.sharing;

import java.time.Duration;

/** Counts the clients of the background process. */
final class Clients {

    private final Duration linger;
    private int present;
    private long lastSeen = System.nanoTime();

    Clients(Duration linger) {
        this.linger = linger;
    }

    synchronized void joined() {
        present++;
    }

    synchronized void left() {
        present--;
        lastSeen = System.nanoTime();
    }

    /** Whether nobody has been there for the time that the process lingers. */
    synchronized boolean areGone() {
        return present == 0 && System.nanoTime() - lastSeen > linger.toNanos();
    }
}
