package io.trestle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a benchmark, each with the target that it is held to. */
final class Findings {

    private final List<String> lines = new ArrayList<>();
    private boolean missed;

    /** A figure without a target. */
    Findings note(String what, String figure) {
        lines.add(String.format(Locale.ROOT, "  %-44s %s", what, figure));
        return this;
    }

    /** A figure that must not be above its target. */
    Findings atMost(String what, double figure, double target, String unit) {
        return target(what, number(figure) + " " + unit, "at most " + number(target) + " " + unit, figure <= target);
    }

    /** A figure that must not be below its target. */
    Findings atLeast(String what, double figure, double target, String unit) {
        return target(what, (number(figure) + " " + unit).strip(), ("at least " + number(target) + " " + unit).strip(), figure >= target);
    }

    /** A figure that must be exactly its target. */
    Findings exactly(String what, long figure, long target) {
        return target(what, String.valueOf(figure), "exactly " + target, figure == target);
    }

    boolean missed() {
        return missed;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }

    private Findings target(String what, String figure, String target, boolean met) {
        missed |= !met;
        return note(what, figure + "  (" + target + ": " + (met ? "met" : "MISSED") + ")");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }
}
