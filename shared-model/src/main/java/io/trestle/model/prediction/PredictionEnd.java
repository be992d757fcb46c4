package io.trestle.model.prediction;

/** The ways in which a prediction can end; one for each {@link PredictionOutcome}. */
public enum PredictionEnd {
    SUCCEEDED,
    FAILED,
    CANCELED
}
