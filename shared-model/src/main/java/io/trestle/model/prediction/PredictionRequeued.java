package io.trestle.model.prediction;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * An attempt came to nothing through no fault of the prediction, and another one follows.
 *
 * @param attempt the one that ended
 * @param backend where it ran, as in {@link PredictionStarted}
 * @param reason as the outcome would say it, had there been no further attempt
 * @param detail one sentence for a person
 */
@MessageType("io.trestle.prediction.requeued.v1")
public record PredictionRequeued(String predictionId, String tenant, PredictionRunner runner, int attempt, String backend,
        PredictionFailure reason, String detail, Instant occurredAt) implements PredictionEvent {
}
