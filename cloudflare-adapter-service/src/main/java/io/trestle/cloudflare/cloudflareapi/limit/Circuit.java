package io.trestle.cloudflare.cloudflareapi.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trestle.cloudflare.cloudflareapi.CloudflareConfig;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;

/**
 * Keeps this replica from calling a Cloudflare that does not answer. Calls in a row that end undecided (no answer, or 5xx) open it; then
 * nothing is called for a while, and after that one call at a time finds out. What Cloudflare refuses is an answer, and so is 429: that has
 * the budget.
 */
public final class Circuit {

    /** How it stands. */
    public enum State {
        /** Calls go out. */
        CLOSED,
        /** One call is out, or may go, to find out. */
        HALF_OPEN,
        /** No call goes out. */
        OPEN
    }

    private static final Logger LOG = Logger.getLogger(Circuit.class);

    private final int failuresToOpen;
    private final Duration pause;
    private final Duration probeLimit;
    private final Clock clock;

    private int failures;
    /** The next call may go then; null while the circuit is closed. */
    private @Nullable Instant restsUntil;

    /**
     * @param failuresToOpen calls in a row that end undecided
     * @param pause for how long nothing is called
     * @param probeLimit a call that was to find out, and was given up by whoever asked for it, counts as lost after so long
     */
    public Circuit(int failuresToOpen, Duration pause, Duration probeLimit, Clock clock) {
        this.failuresToOpen = failuresToOpen;
        this.pause = pause;
        this.probeLimit = probeLimit;
        this.clock = clock;
    }

    public static Circuit of(CloudflareConfig config, Clock clock, MeterRegistry meters) {
        var circuit = new Circuit(config.circuitFailures(), config.circuitPause(), config.connectTimeout().plus(config.callTimeout()),
                clock);
        Gauge.builder("trestle.cloudflare.circuit", circuit, one -> one.state().ordinal())
                .description("0: Cloudflare is called, 1: one call finds out, 2: it did not answer and is left alone").register(meters);
        return circuit;
    }

    public synchronized State state() {
        if (restsUntil == null) {
            return State.CLOSED;
        }
        return clock.instant().isBefore(restsUntil) ? State.OPEN : State.HALF_OPEN;
    }

    /** @throws CloudflareUnavailable where no call may go out now; it says when */
    public synchronized void expectAnswer() {
        if (restsUntil != null && clock.instant().isBefore(restsUntil)) {
            throw new CloudflareUnavailable("Cloudflare did not answer " + failures + " calls in a row, and is left alone for a while",
                    Duration.between(clock.instant(), restsUntil));
        }
    }

    /**
     * A call goes out now; {@link #answered} or {@link #undecided} follows.
     *
     * @throws CloudflareUnavailable as above
     */
    public synchronized void enter() {
        expectAnswer();
        if (restsUntil != null) {
            // This call finds out; the others wait for it.
            restsUntil = clock.instant().plus(probeLimit);
        }
    }

    /** Any answer but a 5xx. */
    public synchronized void answered() {
        if (restsUntil != null) {
            LOG.info("Cloudflare answers again");
        }
        failures = 0;
        restsUntil = null;
    }

    /** No answer, or a 5xx. */
    public synchronized void undecided() {
        failures++;
        if (failures == failuresToOpen) {
            LOG.warnf("Cloudflare did not answer %d calls in a row, and is left alone for %s", failures, pause);
        }
        if (failures >= failuresToOpen) {
            restsUntil = clock.instant().plus(pause);
        }
    }
}
