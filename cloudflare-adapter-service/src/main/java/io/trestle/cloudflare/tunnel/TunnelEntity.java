package io.trestle.cloudflare.tunnel;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

import io.trestle.cloudflare.ownership.SecretVersion;
import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.cloudflare.saga.StoredState;
import io.trestle.cloudflare.saga.TunnelState;

/** A model's tunnel. The other lease columns are not mapped: they belong to the queue. Always loaded with a row lock before it is changed. */
@Entity
@Table(name = "tunnel")
@DynamicUpdate
class TunnelEntity {

    /** Where a tunnel that was made ahead is. */
    enum Pooling {
        /** Nobody's yet: standing and offered, or being made. */
        OFFERED,
        /** Nobody's, and removed by an operator. The offer of its id may be out still. */
        RETIRED,
        /** A tenant's; its record's comment does not say so yet. */
        CLAIMED
    }

    @Id
    @Column(name = "model_id")
    String modelId;
    @Column(name = "tenant")
    String tenant;
    @Column(name = "hostname")
    String hostname;
    @Enumerated(EnumType.STRING)
    @Column(name = "state")
    StoredState storedState = StoredState.ABSENT;
    @Column(name = "tunnel_id")
    @Nullable
    String tunnelId;
    @Column(name = "record_id")
    @Nullable
    String recordId;
    @Column(name = "service")
    @Nullable
    String service;
    @Column(name = "recipient_key")
    @Nullable
    String recipientKey;
    @Column(name = "generation")
    int generation;
    @Column(name = "rotation")
    int rotation;
    /** The secret in force is the pool's. */
    @Column(name = "secret_pooled")
    boolean secretPooled;
    /** Null for a tunnel that was made for its tenant, or has become one like these. */
    @Enumerated(EnumType.STRING)
    @Column(name = "pooling")
    @Nullable
    Pooling pooling;
    @Column(name = "provisioned_generation")
    int provisionedGeneration;
    @Column(name = "latest_generation")
    int latestGeneration;
    @Column(name = "closed_generation")
    int closedGeneration;
    @Column(name = "closed_at")
    @Nullable
    Instant closedAt;
    @Column(name = "last_error")
    @Nullable
    String lastError;
    @Column(name = "last_error_at")
    @Nullable
    Instant lastErrorAt;
    /** Cloudflare's word at the last look, or null before the first. */
    @Column(name = "health")
    @Nullable
    String health;
    @Column(name = "connectors")
    @Nullable
    Integer connectors;
    /** Addresses that connectors of the present secret were seen at. */
    @Column(name = "known_addresses")
    @Nullable
    String knownAddresses;
    @Column(name = "suspicious")
    @Nullable
    Boolean suspicious;
    @Column(name = "health_at")
    @Nullable
    Instant healthAt;
    /** What stands at Cloudflare and should not, or the other way round; null while all is as it should be. */
    @Column(name = "drift")
    @Nullable
    String drift;
    @Column(name = "created_at", updatable = false)
    Instant createdAt;
    @Column(name = "updated_at")
    Instant updatedAt;
    /** The lease in force; only read. */
    @Column(name = "leased_by", insertable = false, updatable = false)
    @Nullable
    UUID leasedBy;

    TunnelState state() {
        return storedState.with(tunnelId, recordId);
    }

    void state(TunnelState next) {
        storedState = StoredState.of(next);
        tunnelId = next.tunnelId();
        recordId = next.recordId();
    }

    List<String> knownAddresses() {
        return knownAddresses == null || knownAddresses.isEmpty() ? List.of() : List.of(knownAddresses.split(","));
    }

    SecretVersion secret() {
        return new SecretVersion(generation, rotation, secretPooled);
    }

    void secret(SecretVersion version) {
        generation = version.generation();
        rotation = version.rotation();
        secretPooled = version.pooled();
    }

    boolean isNobodys() {
        return tenant.equals(TunnelNames.NOBODY);
    }

    /** Whether the newest life was asked to end, or there never was one. */
    boolean isClosed() {
        return closedGeneration >= latestGeneration;
    }
}
