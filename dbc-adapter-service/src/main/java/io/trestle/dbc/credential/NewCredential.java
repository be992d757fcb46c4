package io.trestle.dbc.credential;

import java.time.Instant;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Exactly one of: {@code key}; {@code session_id} with {@code session_id_sign}; {@code wallet} with {@code nonce} and {@code sign}.
 *
 * @param key the wallet's mini-secret, 64 hex digits
 * @param sessionId of the rental, and {@code sessionIdSign} the wallet's signature under it; with {@code wallet}, the signature is verified at once
 * @param nonce with {@code sign}: good for one call, which fetches the session; its signature comes with {@code POST /credentials/{id}/sign}
 * @param rentOrder at nodes of 0.4, where a machine has several rentals
 * @param rentalEndsAt where the renter knows and the node does not tell
 */
record NewCredential(@NotNull @Pattern(regexp = "[0-9A-Za-z_][0-9A-Za-z._-]{0,63}") String name,
        @JsonProperty("node_id") @NotNull @Pattern(regexp = "[0-9a-f]{64}", message = "64 lower-case hex digits") String nodeId,
        @Nullable String key,
        @JsonProperty("session_id") @Nullable String sessionId, @JsonProperty("session_id_sign") @Nullable String sessionIdSign,
        @Nullable String wallet, @Nullable String nonce, @Nullable String sign,
        @JsonProperty("rent_order") @Nullable @Pattern(regexp = "[0-9]{1,20}") String rentOrder,
        @JsonProperty("rental_ends_at") @Nullable Instant rentalEndsAt) {

    @Override
    public String toString() {
        return "NewCredential[" + name + ", " + nodeId + "]";
    }
}
