package io.trestle.clientapi.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/**
 * One request of one tenant, as its {@code Idempotency-Key} names it.
 *
 * @param fingerprint of operation and content: the same key with another fingerprint is another request, and a mistake
 */
public record IdempotencyKey(String tenant, String key, String fingerprint) {

    private static final int MAX_LENGTH = 255;

    /**
     * @param header the header's value as it came; null where there is none (HTTP does not tell an empty one from that)
     * @param operation method and resource
     * @param content the body in a form that does not depend on white space
     * @return null where there is no header
     * @throws ProblemException the header is empty, longer than 255 characters, or not visible ASCII
     */
    public static @Nullable IdempotencyKey of(String tenant, @Nullable String header, String operation, String content) {
        if (header == null) {
            return null;
        }
        var key = unquoted(header.strip());
        if (key.isEmpty() || key.length() > MAX_LENGTH || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST,
                    "Idempotency-Key must be 1 to " + MAX_LENGTH + " visible ASCII characters without spaces");
        }
        return new IdempotencyKey(tenant, key, sha256(operation + '\n' + content));
    }

    /** The header is a structured string in the IETF draft, and bare in most clients. */
    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
