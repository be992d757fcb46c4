package io.trestle.e2e.chaos.line;

import java.time.Duration;

/**
 * What is wrong with a line.
 *
 * @param pause before each piece of data, with {@link Kind#DELAY}
 * @param bytes after which a connection is cut, with {@link Kind#CUT}
 */
public record LineFault(Kind kind, Duration pause, long bytes) {

    /** Ways for a line to fail. What stands is hit as well as what comes. */
    public enum Kind {
        /** Nothing is wrong. */
        NONE,
        /** Everything comes, late. */
        DELAY,
        /** What stands is reset (RST), and so is what comes, at once. */
        RESET,
        /** Connections are taken and lead nowhere; those that stand fall silent. When it is over they are reset, as by a peer that has started anew. */
        HALF_OPEN,
        /** Half of the next piece of an answer, then an orderly end. */
        TRUNCATE,
        /** Nothing passes. When it is over it goes on where it stopped, as after a partition. */
        BLACK_HOLE,
        /** Each connection is reset after a number of bytes. */
        CUT
    }

    public static final LineFault NONE = new LineFault(Kind.NONE, Duration.ZERO, 0);
    public static final LineFault RESET = new LineFault(Kind.RESET, Duration.ZERO, 0);
    public static final LineFault HALF_OPEN = new LineFault(Kind.HALF_OPEN, Duration.ZERO, 0);
    public static final LineFault TRUNCATE = new LineFault(Kind.TRUNCATE, Duration.ZERO, 0);
    public static final LineFault BLACK_HOLE = new LineFault(Kind.BLACK_HOLE, Duration.ZERO, 0);

    public static LineFault delay(Duration pause) {
        return new LineFault(Kind.DELAY, pause, 0);
    }

    public static LineFault cutAfter(long bytes) {
        return new LineFault(Kind.CUT, Duration.ZERO, bytes);
    }

    boolean is(Kind other) {
        return kind == other;
    }
}
