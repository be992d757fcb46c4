package io.trestle.model.prediction;

import io.trestle.model.MessageType;

/**
 * Asks for a prediction to stop wherever it is. Without effect once it has ended: its outcome stands.
 * A prediction that the bridge has not seen yet is canceled when its {@link RunPrediction} comes (it can come late, out of the dead-letter topic).
 */
@MessageType("io.trestle.prediction.cancel.v1")
public record CancelPrediction(String predictionId, String tenant) implements PredictionCommand {
}
