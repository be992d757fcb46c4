package io.trestle.clientapi.registration;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/** A registered model. */
@Entity
@Table(name = "model")
class ModelEntity {

    @Id
    String id;

    @Column(updatable = false)
    String tenant;

    @Column
    String name;

    @Column
    int version;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Column(name = "removed_at")
    @Nullable
    Instant removedAt;

    @Column(name = "heartbeat_at")
    @Nullable
    Instant heartbeatAt;

    @Column(name = "heartbeat_status")
    @Nullable
    String heartbeatStatus;
}
