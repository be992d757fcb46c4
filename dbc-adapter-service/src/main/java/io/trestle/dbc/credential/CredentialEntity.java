package io.trestle.dbc.credential;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

import io.trestle.runtime.secret.Sealed;

/** A renter's credential for one node. */
@Entity
@Table(name = "credential")
@DynamicUpdate
class CredentialEntity {

    /** What the secret is. */
    enum Kind {
        /** The wallet's key: every call is signed with a fresh nonce. */
        KEY,
        /** A session and its signature. */
        SESSION,
        /** A session that the renter still has to sign. */
        UNSIGNED
    }

    @Id
    @Column(name = "id")
    String id;
    @Column(name = "tenant", updatable = false)
    String tenant;
    @Column(name = "node_id", updatable = false)
    String nodeId;
    @Column(name = "name", updatable = false)
    String name;
    @Enumerated(EnumType.STRING)
    @Column(name = "kind")
    Kind kind;
    @Column(name = "wallet")
    @Nullable
    String wallet;
    @Column(name = "rent_order")
    @Nullable
    String rentOrder;
    @Column(name = "secret_key_id")
    String secretKeyId;
    @Column(name = "secret")
    byte[] secret;
    @Column(name = "accepted")
    @Nullable
    Boolean accepted;
    @Column(name = "refusal")
    @Nullable
    String refusal;
    @Column(name = "checked_at")
    @Nullable
    Instant checkedAt;
    @Column(name = "rental_ends_at")
    @Nullable
    Instant rentalEndsAt;
    @Column(name = "gpu_indexes")
    String gpuIndexes = "";
    @Column(name = "told_at")
    @Nullable
    Instant toldAt;
    @Column(name = "warned")
    @Nullable
    String warned;
    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    Sealed sealed() {
        return new Sealed(secretKeyId, secret);
    }

    void seal(Sealed sealed) {
        secretKeyId = sealed.keyId();
        secret = sealed.bytes();
    }

    List<Integer> gpus() {
        return Stream.of(gpuIndexes.split(",")).filter(index -> !index.isEmpty()).map(Integer::valueOf).toList();
    }
}
