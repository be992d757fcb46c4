package io.trestle.model.prediction;

import io.trestle.model.MessageType;

/** Asks for a prediction to stop wherever it is; without effect once it has ended. */
@MessageType("io.trestle.prediction.cancel.v1")
public record CancelPrediction(String predictionId, String tenant) implements PredictionCommand {
}
