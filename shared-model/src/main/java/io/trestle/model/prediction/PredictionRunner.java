package io.trestle.model.prediction;

/** What runs a prediction, and so who writes its events. */
public enum PredictionRunner {
    /** A ComfyUI server behind the bridge; comfy-bridge writes. */
    COMFYUI,
    /** A model's own worker, reached through its tunnel and heard by webhook; client-api writes. */
    WORKER
}
