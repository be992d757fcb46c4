package io.trestle.model.prediction;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * Terminal: the prediction will have no (complete) output.
 *
 * @param backend where it ran last, as in {@link PredictionStarted}; absent where it never ran
 * @param reason a stable code
 * @param detail one sentence that a person can act on: the refused input, the node that raised, the worker's own error text; at most 4000 characters
 * @param files what was stored before it failed
 */
@MessageType("io.trestle.prediction.failed.v1")
public record PredictionFailed(String predictionId, String tenant, PredictionRunner runner, @Nullable String backend,
        PredictionFailure reason, String detail, List<OutputFile> files, Instant occurredAt) implements PredictionOutcome {

    public PredictionFailed {
        files = List.copyOf(files);
    }
}
