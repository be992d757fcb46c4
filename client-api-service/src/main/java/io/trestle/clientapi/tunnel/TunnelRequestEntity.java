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

/** One command to the adapter, and its answer. */
@Entity
@Table(name = "tunnel_request")
class TunnelRequestEntity {

    enum Kind {
        PROVISION, ROTATE, DEPROVISION
    }

    enum State {
        OPEN, SUCCEEDED, FAILED
    }

    @Id
    UUID id;

    @Column(name = "model_id", updatable = false)
    String modelId;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    Kind kind;

    @Enumerated(EnumType.STRING)
    @Column
    State state;

    @Column
    @Nullable
    String failure;

    @Column(name = "failure_detail")
    @Nullable
    String failureDetail;

    @Column(name = "requested_at", updatable = false)
    Instant requestedAt;

    @Column(name = "answered_at")
    @Nullable
    Instant answeredAt;

    static TunnelRequestEntity open(UUID id, String modelId, Kind kind, Instant now) {
        var request = new TunnelRequestEntity();
        request.id = id;
        request.modelId = modelId;
        request.kind = kind;
        request.state = State.OPEN;
        request.requestedAt = now;
        return request;
    }

    void succeeded(Instant now) {
        state = State.SUCCEEDED;
        answeredAt = now;
    }

    void failed(String reason, String detail, Instant now) {
        state = State.FAILED;
        failure = reason;
        failureDetail = detail;
        answeredAt = now;
    }
}
