package io.trestle.clientapi.prediction;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

import io.trestle.clientapi.ledger.PredictionState;
import io.trestle.model.prediction.PredictionRunner;

/** A prediction as it is made. What becomes of it is the ledger's, and not mapped here. */
@Entity
@Immutable
@Table(name = "prediction")
class PredictionEntity {

    @Id
    String id;

    @Column
    String tenant;

    @Column(name = "model_id")
    String modelId;

    @Column(name = "model_version")
    int modelVersion;

    @Enumerated(EnumType.STRING)
    @Column
    PredictionRunner runner;

    @Column
    @Nullable
    String workflow;

    @Enumerated(EnumType.STRING)
    @Column
    PredictionState state;

    @Column
    String input;

    @Column(name = "sealed_input_key_id")
    @Nullable
    String sealedInputKeyId;

    @Column(name = "sealed_input")
    byte @Nullable [] sealedInput;

    /** The worker's hostname, as far as it is known now. */
    @Column
    @Nullable
    String backend;

    @Column
    @Nullable
    String webhook;

    @Column(name = "webhook_events")
    @Nullable
    String webhookEvents;

    @Column
    @Nullable
    String traceparent;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "heard_at")
    Instant heardAt;

    @Column(name = "silence_seconds")
    int silenceSeconds;
}
