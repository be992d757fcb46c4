package io.trestle.model.prediction;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.model.MessageType;

/**
 * Asks for one run of a ComfyUI workflow.
 *
 * @param workflow the alias of the workflow at the bridge
 * @param inputs an object: value by input key ({@code "<node id>/<input>"}, as {@code GET /workflow-info} names them); an input that is missing keeps
 *        the workflow's default. Never holds a secret: a signature with an input of type Secret cannot be bound to a workflow
 * @param files the inputs that are files; their keys are not in {@code inputs}
 * @param priority -100 to 100, higher first; absent means 0
 * @param deadline a prediction that has not ended by then fails with {@link PredictionFailure#DEADLINE_EXCEEDED}; absent means the bridge's own limit
 * @param reuse true where the outputs of an identical run of the same tenant will do
 */
@MessageType("io.trestle.prediction.run.v1")
public record RunPrediction(String predictionId, String tenant, String workflow, JsonNode inputs, List<InputFile> files,
        @Nullable Integer priority, @Nullable Instant deadline, boolean reuse) implements PredictionCommand {

    public RunPrediction {
        files = List.copyOf(files);
    }
}
