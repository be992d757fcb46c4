package io.trestle.model.prediction;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * The prediction got further. At most two a second for one prediction; what is skipped is made up for by the next one.
 *
 * @param attempt as in {@link PredictionStarted}
 * @param percent 0 to 100; never falls within one attempt
 * @param stage what runs now, for a person: the title of the node; absent where nothing names it
 */
@MessageType("io.trestle.prediction.progressed.v1")
public record PredictionProgressed(String predictionId, String tenant, PredictionRunner runner, int attempt, double percent,
        @Nullable String stage, Instant occurredAt) implements PredictionEvent {
}
