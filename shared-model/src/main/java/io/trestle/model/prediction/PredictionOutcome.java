package io.trestle.model.prediction;

/** Terminal: how the prediction ended. The first one counts, for ever. */
public sealed interface PredictionOutcome extends PredictionEvent permits PredictionSucceeded, PredictionFailed, PredictionCanceled {
}
