package io.trestle.model.prediction;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.model.MessageType;

/**
 * Terminal: the prediction has its outputs.
 *
 * @param backend where it ran, as in {@link PredictionStarted}; absent where it was not told
 * @param output the value that the worker answered with, shaped as the model's signature says; absent for {@link PredictionRunner#COMFYUI}, whose
 *        outputs are {@code files}, and where {@code outputOmitted}
 * @param outputOmitted true where there is an output that cannot travel (see {@code JsonLimits}); the service that wrote this has it
 * @param files the outputs that are stored files, in their order
 * @param reused true where the outputs are those of another run with the same inputs
 * @param metrics an object with what the run measured: {@code predict_time} in seconds, and whatever else the worker adds; absent where nothing was
 */
@MessageType("io.trestle.prediction.succeeded.v1")
public record PredictionSucceeded(String predictionId, String tenant, PredictionRunner runner, @Nullable String backend,
        @Nullable JsonNode output, boolean outputOmitted, List<OutputFile> files, boolean reused, @Nullable JsonNode metrics,
        Instant occurredAt) implements PredictionOutcome {

    public PredictionSucceeded {
        files = List.copyOf(files);
    }
}
