package io.trestle.model.prediction;

import io.trestle.model.Message;

/** On {@code prediction.commands.v1}. Each prediction that a command starts ends in exactly one terminal event. */
public sealed interface PredictionCommand extends Message permits CancelPrediction {

    String predictionId();

    /** The tenant that owns the prediction. */
    String tenant();

    @Override
    default String key() {
        return predictionId();
    }
}
