package io.trestle.cloudflare.tunnel;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.model.tunnel.TunnelFailure;

/** Something that was asked for, and whether it was answered. Changed only under the lock of its tunnel's row. */
@Entity
@Table(name = "tunnel_request")
@DynamicUpdate
class TunnelRequestEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "seq")
    @Nullable
    Long seq;
    @Column(name = "model_id", updatable = false)
    String modelId;
    @Column(name = "request_id", updatable = false)
    String requestId;
    @Enumerated(EnumType.STRING)
    @Column(name = "kind", updatable = false)
    RequestKind kind;
    @Column(name = "tenant", updatable = false)
    String tenant;
    /** Of a provision: the life that is asked for. Of the others: 0. */
    @Column(name = "generation", updatable = false)
    int generation;
    @Column(name = "service", updatable = false)
    @Nullable
    String service;
    @Column(name = "recipient_key", updatable = false)
    @Nullable
    String recipientKey;
    @Column(name = "received_at", updatable = false)
    Instant receivedAt;
    @Column(name = "begun")
    boolean begun;
    @Enumerated(EnumType.STRING)
    @Column(name = "failure_reason")
    @Nullable
    TunnelFailure failureReason;
    @Column(name = "failure_detail")
    @Nullable
    String failureDetail;
    @Column(name = "answer")
    @Nullable
    String answer;
    @Column(name = "answered_at")
    @Nullable
    Instant answeredAt;

    /** Asked for no tenant: there is nobody to answer. */
    boolean isOurs() {
        return tenant.equals(TunnelNames.NOBODY);
    }

    boolean isOpen() {
        return answeredAt == null;
    }
}
