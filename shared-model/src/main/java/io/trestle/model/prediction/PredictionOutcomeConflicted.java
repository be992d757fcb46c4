package io.trestle.model.prediction;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * A worker reported a second, different end of a prediction (an upload that failed after success does this). The first one stands.
 *
 * @param kept the end that stands
 * @param refused the end that came later
 * @param detail one sentence for a person: what differs
 */
@MessageType("io.trestle.prediction.outcome-conflicted.v1")
public record PredictionOutcomeConflicted(String predictionId, String tenant, PredictionRunner runner, PredictionEnd kept,
        PredictionEnd refused, String detail, Instant occurredAt) implements PredictionEvent {
}
