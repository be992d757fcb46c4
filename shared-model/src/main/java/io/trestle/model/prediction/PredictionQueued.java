package io.trestle.model.prediction;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * The prediction was accepted and waits. The first event of each prediction at the bridge, unless it is refused at once.
 *
 * @param target what will run: the workflow's alias, or the model's id
 * @param position 1 is next; absent where there is no common queue
 * @param expectedStartAt an estimate, absent where there is nothing to base one on
 */
@MessageType("io.trestle.prediction.queued.v1")
public record PredictionQueued(String predictionId, String tenant, PredictionRunner runner, String target, @Nullable Integer position,
        @Nullable Instant expectedStartAt, Instant occurredAt) implements PredictionEvent {
}
