package io.trestle.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Measured times, sorted. */
final class Latencies {

    private final long[] nanos;

    Latencies(List<Duration> measured) {
        if (measured.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        nanos = measured.stream().mapToLong(Duration::toNanos).toArray();
        Arrays.sort(nanos);
    }

    /** The smallest measured time that so many percent are not above, in milliseconds. */
    double percentile(double percent) {
        var rank = (int) Math.ceil(percent / 100 * nanos.length);
        return nanos[Math.max(0, rank - 1)] / 1e6;
    }

    double longest() {
        return nanos[nanos.length - 1] / 1e6;
    }
}
