package io.trestle.cloudflare.cloudflareapi;

import java.io.IOException;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A tunnel's token: standard base64 of a JSON object whose members come in any order, so tokens are compared decoded (facts, a7, files).
 *
 * @param account the account's id
 * @param secret standard base64 of the tunnel secret
 */
@RegisterForReflection
public record TunnelToken(@JsonProperty("a") String account, @JsonProperty("t") String tunnelId, @JsonProperty("s") String secret) {

    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /** Null where the text is no token. */
    static @Nullable TunnelToken decode(String token) {
        try {
            var decoded = JSON.readValue(Base64.getDecoder().decode(token.strip()), TunnelToken.class);
            return decoded == null || decoded.account() == null || decoded.tunnelId() == null || decoded.secret() == null ? null : decoded;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The secret's bytes; empty where it is not base64. */
    public byte[] secretBytes() {
        try {
            return Base64.getDecoder().decode(secret);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Without the secret, which must reach no log. */
    @Override
    public String toString() {
        return "TunnelToken[account=" + account + ", tunnelId=" + tunnelId + "]";
    }
}
