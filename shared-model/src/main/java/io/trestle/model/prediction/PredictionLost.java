package io.trestle.model.prediction;

import java.time.Instant;
import java.util.List;

import io.trestle.model.MessageType;

/**
 * A worker has been silent for longer than its model's limit, and cannot be asked. A suspicion, not an outcome: a late webhook still wins.
 * Only for {@link PredictionRunner#WORKER}; at most once for one silence.
 *
 * @param lastHeardAt when the worker was last heard, or the prediction was sent to it
 * @param files what it uploaded so far: likely its outputs, in the order of arrival
 */
@MessageType("io.trestle.prediction.lost.v1")
public record PredictionLost(String predictionId, String tenant, PredictionRunner runner, Instant lastHeardAt, List<OutputFile> files,
        Instant occurredAt) implements PredictionEvent {

    public PredictionLost {
        files = List.copyOf(files);
    }
}
