package io.trestle.local.supervision;

import java.time.Duration;
import java.util.Locale;

/** Where the stack tells a person what happens. */
@FunctionalInterface
public interface Console {

    void line(String text);

    /** A console that nobody reads. */
    static Console silent() {
        return text -> {
        };
    }

    default void done(String what, String detail, Duration took) {
        line(String.format(Locale.ROOT, "  ✓ %-48s %-36s %5.1f s", what, detail, seconds(took)));
    }

    default void failed(String what, Duration took) {
        line(String.format(Locale.ROOT, "  ✗ %-85s %5.1f s", what, seconds(took)));
    }

    private static double seconds(Duration took) {
        return took.toMillis() / 1_000.0;
    }
}
