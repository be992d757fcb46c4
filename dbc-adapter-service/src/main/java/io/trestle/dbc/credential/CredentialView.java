package io.trestle.dbc.credential;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A credential without its secret.
 *
 * @param kind {@code key}, {@code session} or {@code unsigned}
 * @param sessionId what the renter has to sign; only of an {@code unsigned} one, in the answer to its creation
 * @param accepted whether the node took it at the last check; absent before the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CredentialView(String id, String name, @JsonProperty("node_id") String nodeId, String kind, @Nullable String wallet,
        @JsonProperty("rent_order") @Nullable String rentOrder, @JsonProperty("session_id") @Nullable String sessionId,
        @Nullable Boolean accepted, @Nullable String refusal, @JsonProperty("checked_at") @Nullable Instant checkedAt,
        @JsonProperty("rental_ends_at") @Nullable Instant rentalEndsAt, @JsonProperty("created_at") Instant createdAt) {

    static CredentialView of(CredentialEntity entity) {
        return of(entity, null);
    }

    static CredentialView of(CredentialEntity entity, @Nullable String sessionToSign) {
        return new CredentialView(entity.id, entity.name, entity.nodeId, entity.kind.name().toLowerCase(Locale.ROOT), entity.wallet,
                entity.rentOrder, sessionToSign, entity.accepted, entity.refusal, entity.checkedAt, entity.rentalEndsAt, entity.createdAt);
    }

    @Override
    public String toString() {
        return "CredentialView[" + id + "]";
    }
}
