package io.trestle.model.prediction;

import java.time.Instant;

import io.trestle.model.Message;

/**
 * On {@code prediction.events.v1}. The events of one prediction have one writer: the service that drives its {@link #runner()}.
 * A prediction has at most one {@link PredictionOutcome}, and after it only {@link PredictionOutcomeConflicted}.
 * No bytes of outputs, previews or logs travel here.
 */
public sealed interface PredictionEvent extends Message
        permits PredictionQueued, PredictionStarted, PredictionProgressed, PredictionOutputProduced, PredictionRequeued,
        PredictionLost, PredictionOutcome, PredictionOutcomeConflicted {

    /** As in {@link PredictionCommand}; for a job that came to the bridge by its own API, the job's id. */
    String predictionId();

    /** The tenant that owns the prediction. */
    String tenant();

    /** What runs it. */
    PredictionRunner runner();

    /** When it happened, by the writer's clock. */
    Instant occurredAt();

    @Override
    default String key() {
        return predictionId();
    }
}
