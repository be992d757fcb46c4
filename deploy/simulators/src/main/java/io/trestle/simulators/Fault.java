package io.trestle.simulators;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/**
 * One line of a fault script: which requests, which of them, and what happens to them.
 *
 * @param kind what happens
 * @param timing whether the request takes effect before it happens
 * @param method HTTP method, or null for all
 * @param path a regular expression that is looked for anywhere in the path (no query)
 * @param nth the first matching request that is hit, counted from 1
 * @param times how many matching requests are hit from there on; {@link Integer#MAX_VALUE} for all
 * @param probability chance of a hit among those, 0–1
 * @param seed of the dice behind {@code probability}, so that a run can be repeated
 * @param delay waited before anything else happens; for {@link FaultKind#LIST_LAG} how long lists lag behind
 * @param status of {@link FaultKind#ERROR_PAGE} and {@link FaultKind#EMPTY_BODY}
 * @param retryAfter of {@link FaultKind#TOO_MANY_REQUESTS}, whole seconds
 */
public record Fault(FaultKind kind, Timing timing, @Nullable String method, Pattern path, int nth, int times, double probability,
        long seed, Duration delay, int status, Duration retryAfter) {

    private static final Set<String> MEMBERS = Set.of("kind", "timing", "method", "path", "nth", "times", "probability", "seed", "delay",
            "status", "retryAfter");

    /** When a fault strikes. */
    public enum Timing {
        /** The request changes nothing. */
        BEFORE_EFFECT,
        /** The request took effect, and the caller cannot know. */
        AFTER_EFFECT
    }

    /** Strikes the first request of any kind, before its effect; narrow it down from there. */
    public static Fault of(FaultKind kind) {
        return new Fault(kind, Timing.BEFORE_EFFECT, null, Pattern.compile(""), 1, 1, 1, 0, Duration.ZERO, 502, Duration.ofSeconds(1));
    }

    public Fault on(String onMethod, String pathRegex) {
        return new Fault(kind, timing, onMethod, Pattern.compile(pathRegex), nth, times, probability, seed, delay, status, retryAfter);
    }

    public Fault afterEffect() {
        return new Fault(kind, Timing.AFTER_EFFECT, method, path, nth, times, probability, seed, delay, status, retryAfter);
    }

    /** Hits the n-th matching request, counted from 1, instead of the first. */
    public Fault nth(int n) {
        return new Fault(kind, timing, method, path, n, times, probability, seed, delay, status, retryAfter);
    }

    public Fault times(int count) {
        return new Fault(kind, timing, method, path, nth, count, probability, seed, delay, status, retryAfter);
    }

    public Fault always() {
        return times(Integer.MAX_VALUE);
    }

    /** Every matching request is hit with this chance. */
    public Fault withProbability(double chance, long withSeed) {
        return new Fault(kind, timing, method, path, nth, Integer.MAX_VALUE, chance, withSeed, delay, status, retryAfter);
    }

    public Fault delayedBy(Duration by) {
        return new Fault(kind, timing, method, path, nth, times, probability, seed, by, status, retryAfter);
    }

    public Fault withStatus(int httpStatus) {
        return new Fault(kind, timing, method, path, nth, times, probability, seed, delay, httpStatus, retryAfter);
    }

    public Fault withRetryAfter(Duration after) {
        return new Fault(kind, timing, method, path, nth, times, probability, seed, delay, status, after);
    }

    boolean concerns(String requestMethod, String requestPath) {
        return (method == null || method.equalsIgnoreCase(requestMethod)) && path.matcher(requestPath).find();
    }

    /**
     * Reads the form that {@code POST /__sim/faults} takes: the components by name; durations in ISO 8601; all but {@code kind} optional.
     *
     * @throws IllegalArgumentException with a message for the caller
     */
    static Fault fromJson(JsonObject json) {
        var kind = json.getString("kind");
        if (kind == null) {
            throw new IllegalArgumentException("kind is missing");
        }
        var unknown = json.stream().map(Map.Entry::getKey).filter(member -> !MEMBERS.contains(member)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + unknown);
        }
        var plain = of(FaultKind.valueOf(kind));
        var probability = json.getDouble("probability");
        return new Fault(plain.kind, Timing.valueOf(json.getString("timing", plain.timing.name())), json.getString("method"),
                Pattern.compile(json.getString("path", "")), json.getInteger("nth", plain.nth),
                json.getInteger("times", probability == null ? plain.times : Integer.MAX_VALUE), probability == null ? 1 : probability,
                json.getLong("seed", plain.seed), Duration.parse(json.getString("delay", plain.delay.toString())),
                json.getInteger("status", plain.status), Duration.parse(json.getString("retryAfter", plain.retryAfter.toString())));
    }

    JsonObject toJson() {
        return new JsonObject().put("kind", kind.name()).put("timing", timing.name()).put("method", method).put("path", path.pattern())
                .put("nth", nth).put("times", times).put("probability", probability).put("seed", seed).put("delay", delay.toString())
                .put("status", status).put("retryAfter", retryAfter.toString());
    }
}
