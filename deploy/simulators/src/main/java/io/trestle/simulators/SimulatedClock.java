package io.trestle.simulators;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Runs with another clock, to the microsecond, and jumps ahead when told: five minutes of an upstream's blocking pass in no time. */
public final class SimulatedClock extends Clock {

    private final Clock source;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    public SimulatedClock(Clock source) {
        this.source = source;
    }

    public void advance(Duration by) {
        ahead.updateAndGet(now -> now.plus(by));
    }

    @Override
    public Instant instant() {
        return source.instant().plus(ahead.get()).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public ZoneId getZone() {
        return source.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return source.withZone(zone);
    }
}
