package io.trestle.simulators.dbc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** Time of the GPU nodes: runs faster than the clock behind it. */
final class VirtualClock extends Clock {

    private final Clock source;
    private final Instant start;
    private final int speed;

    /** @param start the moment at which both clocks agree; kept across restarts, so that virtual time never goes back */
    VirtualClock(Clock source, Instant start, int speed) {
        this.source = source;
        this.start = start;
        this.speed = speed;
    }

    @Override
    public Instant instant() {
        return start.plus(Duration.between(start, source.instant()).multipliedBy(speed));
    }

    @Override
    public ZoneId getZone() {
        return source.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new VirtualClock(source.withZone(zone), start, speed);
    }
}
