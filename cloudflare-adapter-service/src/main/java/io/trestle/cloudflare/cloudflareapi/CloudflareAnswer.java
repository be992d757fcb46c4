package io.trestle.cloudflare.cloudflareapi;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.cloudflareapi.limit.RateSignal;
import io.vertx.core.MultiMap;

/** An HTTP answer, and what it means. Only the API's own envelope decides anything: an error page of something in between does not. */
record CloudflareAnswer(int status, MultiMap headers, byte[] body) {

    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Set<String> RECORD_EXISTS = Set.of("81053", "81054", "81057", "81058");
    private static final Set<String> NOT_FOUND = Set.of("1002", "81044");
    private static final Set<String> NOT_AUTHORIZED = Set.of("10000", "1000", "9109", "6003", "6111", "7000", "7003");
    private static final Set<String> QUOTA_EXCEEDED = Set.of("81045");
    private static final Pattern QUOTA_WORDS = Pattern.compile("\\b(quota|maximum number|limit (exceeded|reached))\\b",
            Pattern.CASE_INSENSITIVE);

    /** The result, which may be JSON's null, of a call that succeeded; else throws what the answer means. */
    JsonNode result(Clock clock) {
        if (status == 429 || status == 408 || status >= 500) {
            throw new CloudflareUnavailable("Cloudflare answered " + status, RateSignal.retryAfter(headers, clock));
        }
        var envelope = envelope();
        if (envelope == null || envelope.success() == null) {
            throw new CloudflareUnavailable("Cloudflare answered " + status + " without its envelope", null);
        }
        if (status / 100 == 2 && envelope.success()) {
            return envelope.result() == null ? JSON.nullNode() : envelope.result();
        }
        throw refusal(envelope.errors() == null ? List.of() : envelope.errors());
    }

    /** The result as a value that must be there. */
    <T> T result(Class<T> type, Clock clock) {
        return convert(result(clock), type);
    }

    static <T> T convert(JsonNode node, Class<T> type) {
        try {
            var value = JSON.treeToValue(node, type);
            if (value != null) {
                return value;
            }
        } catch (IOException e) {
            throw new CloudflareUnavailable("Cloudflare's answer is not a " + type.getSimpleName(), null);
        }
        throw new CloudflareUnavailable("Cloudflare's answer has no " + type.getSimpleName(), null);
    }

    private @Nullable CloudflareEnvelope envelope() {
        try {
            return body.length == 0 ? null : JSON.readValue(body, CloudflareEnvelope.class);
        } catch (IOException e) {
            return null;
        }
    }

    private CloudflareFailure refusal(List<CloudflareError> errors) {
        var all = errors.stream().flatMap(CloudflareError::all).toList();
        if (all.isEmpty()) {
            return new CloudflareUnavailable("Cloudflare answered " + status + " and named no error", null);
        }
        var words = new StringBuilder("Cloudflare answered " + status);
        all.forEach(error -> words.append(", ").append(error.code()).append(": ").append(error.message()));
        return new CloudflareRefusal(kind(all), words.toString());
    }

    private Kind kind(List<CloudflareError> errors) {
        if (has(errors, Set.of("1013"))) {
            return Kind.NAME_EXISTS;
        }
        if (has(errors, RECORD_EXISTS)) {
            return Kind.RECORD_EXISTS;
        }
        if (has(errors, Set.of("1022"))) {
            return Kind.ACTIVE_CONNECTIONS;
        }
        if (status == 401 || status == 403 || has(errors, NOT_AUTHORIZED)) {
            return Kind.NOT_AUTHORIZED;
        }
        if (status == 404 || has(errors, NOT_FOUND)) {
            return Kind.NOT_FOUND;
        }
        var full = has(errors, QUOTA_EXCEEDED)
                || errors.stream().anyMatch(error -> error.message() != null && QUOTA_WORDS.matcher(error.message()).find());
        return full ? Kind.QUOTA_EXCEEDED : Kind.REJECTED;
    }

    private static boolean has(List<CloudflareError> errors, Set<String> codes) {
        return errors.stream().anyMatch(error -> error.code() != null && codes.contains(error.code()));
    }
}
