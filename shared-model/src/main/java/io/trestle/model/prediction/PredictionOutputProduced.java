package io.trestle.model.prediction;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.model.MessageType;

/**
 * One output is there before the prediction has ended. The outcome repeats it; a reader that waits for the outcome misses nothing.
 *
 * @param attempt as in {@link PredictionStarted}; a later attempt starts its outputs anew
 * @param index counts the outputs of one attempt from 0
 * @param file the output, where it is a stored file; then there is no {@code value}
 * @param value the output, where it is anything else (a text, a number, an address elsewhere); then there is no {@code file}
 */
@MessageType("io.trestle.prediction.output-produced.v1")
public record PredictionOutputProduced(String predictionId, String tenant, PredictionRunner runner, int attempt, int index,
        @Nullable OutputFile file, @Nullable JsonNode value, Instant occurredAt) implements PredictionEvent {
}
