package io.trestle.cloudflare.cloudflareapi.limit;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.vertx.core.MultiMap;

/**
 * What an answer's headers say about the rate limit.
 *
 * @param remaining calls left until the window resets ({@code Ratelimit: "default";r=50;t=30})
 * @param resetsIn how long that is
 * @param blockedFor nothing will be answered for this long (429 with {@code Retry-After}, or Cloudflare's penalty of five minutes without it)
 */
public record RateSignal(@Nullable Integer remaining, @Nullable Duration resetsIn, @Nullable Duration blockedFor) {

    /** Exceeding the limit blocks everything for the next five minutes (facts, a7, rate limits). */
    private static final Duration PENALTY = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Pattern REMAINING = Pattern.compile(";\\s*r=(\\d{1,9})");
    private static final Pattern RESET = Pattern.compile(";\\s*t=(\\d{1,9})");

    public static RateSignal of(int status, MultiMap headers, Clock clock) {
        var limit = headers.get("Ratelimit");
        var retryAfter = retryAfter(headers, clock);
        return new RateSignal(
                limit == null ? null : number(REMAINING, limit),
                limit == null ? null : seconds(number(RESET, limit)),
                status != 429 ? null : retryAfter == null ? PENALTY : retryAfter);
    }

    public boolean saysSomething() {
        return remaining != null || blockedFor != null;
    }

    /** {@code Retry-After} in seconds or as a date, at most an hour; null where there is none that makes sense. */
    public static @Nullable Duration retryAfter(MultiMap headers, Clock clock) {
        var value = headers.get("Retry-After");
        if (value == null) {
            return null;
        }
        try {
            var pause = value.strip().matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value.strip()))
                    : Duration.between(Instant.now(clock), ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
            return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Integer number(Pattern pattern, String header) {
        var matcher = pattern.matcher(header);
        return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
    }

    private static @Nullable Duration seconds(@Nullable Integer seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
