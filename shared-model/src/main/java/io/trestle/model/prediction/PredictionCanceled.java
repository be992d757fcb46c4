package io.trestle.model.prediction;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * Terminal: the prediction was canceled.
 *
 * @param backend where it ran last, as in {@link PredictionStarted}; absent where it never ran
 * @param cause who wanted it so
 */
@MessageType("io.trestle.prediction.canceled.v1")
public record PredictionCanceled(String predictionId, String tenant, PredictionRunner runner, @Nullable String backend,
        CancelCause cause, Instant occurredAt) implements PredictionOutcome {
}
