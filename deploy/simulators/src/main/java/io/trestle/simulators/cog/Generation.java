package io.trestle.simulators.cog;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the generations of cog do differently (facts, a2). */
public enum Generation {

    /** Python cog up to 0.16, and the fork of the original client. Reports everything, one report after the other. */
    PYTHON("cog-worker/unknown python-requests/2.34.2"),
    /** The Rust worker since 0.17. Reports neither input nor times, and its reports overtake each other. */
    COGLET("coglet/0.22.0");

    private final String userAgent;

    Generation(String userAgent) {
        this.userAgent = userAgent;
    }

    String userAgent() {
        return userAgent;
    }

    /** Pauses before the 12 repetitions of a terminal webhook: 324.6 s (urllib3) or 409.4 s in all. */
    public List<Duration> terminalRetries() {
        return this == PYTHON
                ? Stream.concat(Stream.of(Duration.ZERO), IntStream.rangeClosed(1, 11)
                        .mapToObj(n -> Duration.ofMillis(Math.min(120_000, 100L << n)))).toList()
                : IntStream.rangeClosed(1, 12).mapToObj(n -> Duration.ofMillis(100L << Math.min(n, 10))).toList();
    }

    /** Pauses before the repetitions of an upload; the Rust worker has none, drops the output, and succeeds all the same. */
    public List<Duration> uploadRetries() {
        return this == PYTHON ? List.of(Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(400)) : List.of();
    }

    /** Whether an answer makes the sender of a webhook try again. */
    boolean retriesWebhookOn(int status) {
        return this == PYTHON ? List.of(429, 500, 502, 503, 504).contains(status) : status < 200 || status >= 300;
    }
}
