package io.trestle.model.prediction;

import static io.trestle.model.prediction.PredictionRunner.COMFYUI;
import static io.trestle.model.prediction.PredictionRunner.WORKER;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.trestle.model.Message;

/** One message of each type of the prediction topics, as the golden files show them. */
public final class PredictionMother {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PREDICTION = "0190f6b3-1c00-7d52-8f10-0a6f5f3e2b77";
    private static final String TENANT = "tenant-a";
    private static final String BACKEND = "gpu-7";
    private static final Instant AT = Instant.parse("2026-03-02T09:30:00.125Z");
    private static final String IMAGE_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final OutputFile IMAGE = new OutputFile("ComfyUI_00031_.png",
            "https://trestle.example/files/" + IMAGE_HASH + "/ComfyUI_00031_.png", "image/png", 184320, IMAGE_HASH);
    private static final String INPUT_HASH = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752";
    private static final InputFile INPUT = new InputFile("10/image", "https://trestle.example/files/" + INPUT_HASH + "/harbour.png",
            "harbour.png", "image/png", 52311L, INPUT_HASH);

    private PredictionMother() {
    }

    public static RunPrediction runPrediction() {
        var inputs = JSON.objectNode().put("6/text", "a photo of a lighthouse").put("15/seed", 1234).put("15/denoise", 0.6);
        return new RunPrediction(PREDICTION, TENANT, "image-to-image", inputs, List.of(INPUT), 10, Instant.parse("2026-03-02T10:00:00Z"),
                false);
    }

    public static PredictionSucceeded succeeded(@Nullable JsonNode output) {
        return new PredictionSucceeded(PREDICTION, TENANT, WORKER, "mk3v9q2x7c4nb5t6a.example.org", output, false, List.of(IMAGE), false,
                JSON.objectNode().put("predict_time", 7.354538), AT);
    }

    public static PredictionFailed failed(String detail) {
        return new PredictionFailed(PREDICTION, TENANT, COMFYUI, BACKEND, PredictionFailure.OUT_OF_MEMORY, detail, List.of(), AT);
    }

    public static List<Message> messages() {
        return List.of(
                runPrediction(),
                new CancelPrediction(PREDICTION, TENANT),
                new PredictionQueued(PREDICTION, TENANT, COMFYUI, "image-to-image", 3, Instant.parse("2026-03-02T09:31:10Z"), AT),
                new PredictionStarted(PREDICTION, TENANT, COMFYUI, 1, BACKEND, AT),
                new PredictionProgressed(PREDICTION, TENANT, COMFYUI, 1, 12.62, "KSampler", AT),
                new PredictionOutputProduced(PREDICTION, TENANT, COMFYUI, 1, 0, IMAGE, null, AT),
                new PredictionRequeued(PREDICTION, TENANT, COMFYUI, 1, BACKEND, PredictionFailure.BACKEND_LOST,
                        "gpu-7 stopped answering 42% into the run", AT),
                new PredictionLost(PREDICTION, TENANT, WORKER, Instant.parse("2026-03-02T09:12:00Z"), List.of(IMAGE), AT),
                succeeded(JSON.arrayNode().add(IMAGE.url())),
                failed("KSampler (node 15) needs more memory than the largest card has"),
                new PredictionCanceled(PREDICTION, TENANT, COMFYUI, BACKEND, CancelCause.REQUESTED, AT),
                new PredictionOutcomeConflicted(PREDICTION, TENANT, WORKER, PredictionEnd.FAILED, PredictionEnd.SUCCEEDED,
                        "The worker reported an upload error, and success without an output 2 s later", AT));
    }
}
