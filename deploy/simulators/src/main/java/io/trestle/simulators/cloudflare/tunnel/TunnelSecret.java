package io.trestle.simulators.cloudflare.tunnel;

import java.security.SecureRandom;
import java.util.Base64;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import io.trestle.simulators.cloudflare.api.ApiError;
import io.trestle.simulators.cloudflare.api.ApiFailure;
import io.vertx.core.json.JsonObject;

/**
 * What a connector proves itself with.
 *
 * @param base64 standard base64 of at least 32 bytes
 */
public record TunnelSecret(@JsonValue String base64) {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    @JsonCreator
    public TunnelSecret {
    }

    static TunnelSecret random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new TunnelSecret(Base64.getEncoder().encodeToString(bytes));
    }

    static TunnelSecret given(String base64) {
        try {
            if (Base64.getDecoder().decode(base64).length >= BYTES) {
                return new TunnelSecret(base64);
            }
        } catch (IllegalArgumentException e) {
            // Not base64: the same answer as for one that is too short.
        }
        throw new ApiFailure(400, ApiError.of(1001, "tunnel_secret must be at least 32 bytes, encoded as base64"));
    }

    /** What {@code cloudflared --token} takes: base64 of {@code {"a":account,"t":tunnel,"s":secret}}. */
    String token(String accountId, String tunnelId) {
        var json = new JsonObject().put("a", accountId).put("t", tunnelId).put("s", base64);
        return Base64.getEncoder().encodeToString(json.toBuffer().getBytes());
    }

    @Override
    public String toString() {
        return "TunnelSecret[***]";
    }
}
