package io.trestle.clientapi.workerwebhook;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.trestle.clientapi.ledger.Report;
import io.trestle.model.prediction.CancelCause;
import io.trestle.model.prediction.PredictionEnd;
import io.trestle.model.prediction.PredictionFailure;

/**
 * Reads what a worker reports (facts, a2). Patient with what a worker cannot help (NaN in metrics, U+0000 in logs, members that are absent or
 * null), not with what has two meanings (a member that stands twice).
 */
final class WebhookReader {

    /** Longer ids name no prediction of ours, and would not fit into an index. */
    private static final int LONGEST_ID = 256;
    /** Deep enough for any output, shallow enough for any stack. */
    private static final int MAX_DEPTH = 200;
    private static final int MAX_DIGITS = 1_000;
    private static final Set<String> ENDS = Set.of("succeeded", "failed", "canceled", "aborted");

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxNumberLength(MAX_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    /**
     * What was read.
     *
     * @param predictionId empty where none is named
     * @param report null where the body is none
     * @param problem why it is none, in words
     * @param malformed whether it is not even JSON
     */
    record Reading(String predictionId, @Nullable Report report, @Nullable String problem, boolean malformed) {

        static Reading malformed(String problem) {
            return new Reading("", null, problem, true);
        }
    }

    Reading read(byte[] body) {
        JsonNode document;
        try {
            document = StorableJson.of(mapper.readTree(body));
        } catch (IOException e) {
            return Reading.malformed("The body is not well-formed JSON, or a member stands twice");
        }
        if (!document.isObject()) {
            return Reading.malformed("The body is not a JSON object");
        }
        var id = document.path("id");
        if (!id.isTextual() && !id.isIntegralNumber()) {
            return new Reading("", null, "The report names no prediction: id is missing or null", false);
        }
        if (id.asText().isEmpty() || id.asText().length() > LONGEST_ID) {
            return new Reading("", null, "The id is empty or longer than " + LONGEST_ID + " characters", false);
        }
        return report(id.asText(), document);
    }

    private static Reading report(String id, JsonNode document) {
        var status = document.path("status").asText("").toLowerCase(Locale.ROOT);
        if (status.equals("starting")) {
            return new Reading(id, new Report.Waiting(), null, false);
        }
        if (status.equals("processing")) {
            var running = new Report.Running(value(document, "output"), text(document, "logs"), time(document, "started_at"));
            return new Reading(id, running, null, false);
        }
        if (ENDS.contains(status)) {
            return new Reading(id, ended(status, document), null, false);
        }
        return new Reading(id, null, "The status is none that cog has", false);
    }

    private static Report ended(String status, JsonNode document) {
        var end = switch (status) {
            case "succeeded" -> PredictionEnd.SUCCEEDED;
            case "failed" -> PredictionEnd.FAILED;
            default -> PredictionEnd.CANCELED;
        };
        var error = text(document, "error");
        var metrics = document.path("metrics").isObject() && !document.path("metrics").isEmpty() ? document.path("metrics") : null;
        return new Report.Ended(end, value(document, "output"), text(document, "logs"), error,
                end == PredictionEnd.FAILED ? failure(error) : null, metrics, List.of(), cause(status), time(document, "started_at"),
                time(document, "completed_at"), false);
    }

    /** Replicate aborts what did not start in time; nobody asked for that. Otherwise whoever asked is known here, not there. */
    private static @Nullable CancelCause cause(String status) {
        return status.equals("aborted") ? CancelCause.OTHER : null;
    }

    /** The words are those of cog and of CUDA. */
    private static PredictionFailure failure(@Nullable String error) {
        var words = error == null ? "" : error.toLowerCase(Locale.ROOT);
        if (words.contains("out of memory")) {
            return PredictionFailure.OUT_OF_MEMORY;
        }
        return words.contains("upload output files") ? PredictionFailure.OUTPUT_UNAVAILABLE : PredictionFailure.EXECUTION_FAILED;
    }

    private static @Nullable JsonNode value(JsonNode document, String member) {
        var value = document.path(member);
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    private static @Nullable String text(JsonNode document, String member) {
        var value = value(document, member);
        if (value == null) {
            return null;
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static @Nullable Instant time(JsonNode document, String member) {
        try {
            var value = document.path(member);
            return value.isTextual() ? OffsetDateTime.parse(value.textValue()).toInstant() : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
