package io.trestle.model.prediction;

import java.time.Instant;

import io.trestle.model.MessageType;

/** Terminal: the prediction was canceled. */
@MessageType("io.trestle.prediction.canceled.v1")
public record PredictionCanceled(String predictionId, String tenant, Instant occurredAt) implements PredictionEvent {
}
