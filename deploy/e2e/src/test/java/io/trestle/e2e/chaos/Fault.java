package io.trestle.e2e.chaos;

import java.time.Duration;

/**
 * Something that goes wrong for a while.
 *
 * @param kind how
 * @param target a process or a line
 * @param after the begin of the round
 * @param lasts until it is over; a kill is over at once
 */
record Fault(Kind kind, String target, Duration after, Duration lasts) {

    /** Ways to fail, in the order of the report. */
    enum Kind {
        /** SIGKILL; the supervisor starts it again. */
        KILL,
        /** SIGSTOP, and SIGCONT at the end. */
        PAUSE,
        /** The line's faults, see {@link io.trestle.e2e.chaos.line.LineFault.Kind}. */
        DELAY, RESET, HALF_OPEN, TRUNCATE, BLACK_HOLE, CUT,
        /** Cloudflare answers 429 with Retry-After, 500, or resets after it has done what was asked. */
        TOO_MANY_REQUESTS, SERVER_ERROR, RESET_AFTER_EFFECT;

        static final Kind[] OF_LINES = {DELAY, RESET, HALF_OPEN, TRUNCATE, BLACK_HOLE, CUT};
        static final Kind[] OF_CLOUDFLARE = {TOO_MANY_REQUESTS, SERVER_ERROR, RESET_AFTER_EFFECT};
    }

    @Override
    public String toString() {
        return kind + " " + target + " at " + after.toMillis() + " ms" + (kind == Kind.KILL ? "" : " for " + lasts.toMillis() + " ms");
    }
}
