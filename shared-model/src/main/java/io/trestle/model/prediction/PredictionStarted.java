package io.trestle.model.prediction;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * A backend runs the prediction now. May be missing before an outcome (a worker's first webhook can get lost).
 *
 * @param attempt counts the runs of this prediction from 1
 * @param backend the bridge's id of the ComfyUI server, or the hostname of the worker
 */
@MessageType("io.trestle.prediction.started.v1")
public record PredictionStarted(String predictionId, String tenant, PredictionRunner runner, int attempt, String backend,
        Instant occurredAt)
        implements
            PredictionEvent {
}
