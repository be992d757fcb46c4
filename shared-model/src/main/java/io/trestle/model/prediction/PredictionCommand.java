package io.trestle.model.prediction;

import io.trestle.model.Message;

/**
 * On {@code prediction.commands.v1}. Each prediction that {@link RunPrediction} starts ends in exactly one {@link PredictionOutcome}, failure and
 * refusal included. {@link CancelPrediction} has no answer of its own: it hastens that outcome.
 */
public sealed interface PredictionCommand extends Message permits RunPrediction, CancelPrediction {

    /** 1 to 128 characters; chosen by the writer of the command, and unique for ever: a repeated id is the same prediction. */
    String predictionId();

    /** The tenant that owns the prediction. */
    String tenant();

    @Override
    default String key() {
        return predictionId();
    }
}
