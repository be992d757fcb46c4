package io.trestle.clientapi.identity;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/** An API key: everything but the key. */
@Entity
@Table(name = "api_key")
class ApiKeyEntity {

    @Id
    String id;

    @Column(updatable = false)
    String tenant;

    @Column(updatable = false)
    String label;

    @Column(updatable = false)
    boolean operator;

    @Column(updatable = false)
    String hint;

    @Column(updatable = false)
    String lookup;

    @Column(updatable = false)
    String hash;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;
}
