package io.trestle.clientapi.tunnel;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import io.trestle.model.tunnel.TunnelHealth;

/** A model's tunnel. Only the answer to its latest request moves it. */
@Entity
@Table(name = "tunnel")
class TunnelEntity {

    @Id
    @Column(name = "model_id")
    String modelId;

    @Column(updatable = false)
    String tenant;

    @Enumerated(EnumType.STRING)
    @Column
    TunnelStatus status;

    @Column(name = "request_id")
    UUID requestId;

    @Column
    int generation;

    @Column
    String service;

    @Column(name = "tunnel_id")
    @Nullable
    String tunnelId;

    @Column
    @Nullable
    String hostname;

    @Column
    @Nullable
    String failure;

    @Column(name = "failure_detail")
    @Nullable
    String failureDetail;

    @Column(name = "failed_at")
    @Nullable
    Instant failedAt;

    @Enumerated(EnumType.STRING)
    @Column
    @Nullable
    TunnelHealth health;

    @Column
    @Nullable
    Integer connectors;

    @Column
    @Nullable
    Boolean suspicious;

    @Column(name = "health_at")
    @Nullable
    Instant healthAt;

    @Column
    @Nullable
    String drift;

    @Column(name = "drift_at")
    @Nullable
    Instant driftAt;

    @Column(name = "changed_at")
    Instant changedAt;

    void requested(TunnelStatus expectation, UUID request, Instant now) {
        status = expectation;
        requestId = request;
        changedAt = now;
    }

    void stands(String tunnelId, String hostname, Instant now) {
        this.tunnelId = tunnelId;
        this.hostname = hostname;
        status = TunnelStatus.READY;
        drift = null;
        driftAt = null;
        changedAt = now;
    }

    void failed(TunnelStatus outcome, String reason, String detail, Instant now) {
        status = outcome;
        failure = reason;
        failureDetail = detail;
        failedAt = now;
        changedAt = now;
    }

    void gone(Instant now) {
        status = TunnelStatus.DELETED;
        tunnelId = null;
        health = null;
        connectors = null;
        suspicious = null;
        healthAt = null;
        changedAt = now;
    }
}
