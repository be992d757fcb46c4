package io.trestle.model.prediction;

import io.trestle.model.Message;

/** On {@code prediction.events.v1}. */
public sealed interface PredictionEvent extends Message permits PredictionCanceled {

    String predictionId();

    /** The tenant that owns the prediction. */
    String tenant();

    @Override
    default String key() {
        return predictionId();
    }
}
