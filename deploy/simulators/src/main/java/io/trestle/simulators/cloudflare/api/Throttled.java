package io.trestle.simulators.cloudflare.api;

import java.time.Duration;
import java.util.List;

import io.trestle.simulators.HttpAnswer;

/** The answer to a caller that is too fast. */
final class Throttled {

    private Throttled() {
    }

    static HttpAnswer answer(Duration retryAfter) {
        var error = ApiError.of(971, "Please wait and consider throttling your request speed");
        var seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return Envelope.failure(429, List.of(error)).withHeader("retry-after", String.valueOf(seconds));
    }
}
