package io.trestle.clientapi.ledger;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.model.JsonLimits;
import io.trestle.model.prediction.CancelCause;
import io.trestle.model.prediction.OutputFile;
import io.trestle.model.prediction.PredictionCanceled;
import io.trestle.model.prediction.PredictionEnd;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.model.prediction.PredictionFailed;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.PredictionLost;
import io.trestle.model.prediction.PredictionOutcome;
import io.trestle.model.prediction.PredictionOutcomeConflicted;
import io.trestle.model.prediction.PredictionOutputProduced;
import io.trestle.model.prediction.PredictionStarted;
import io.trestle.model.prediction.PredictionSucceeded;

/** What {@code prediction.events.v1} is told of a prediction at a worker. */
final class PredictionMessages {

    /** The contract's limit for {@link PredictionFailed#detail()}. */
    private static final int MAX_DETAIL = 4000;

    private PredictionMessages() {
    }

    static PredictionEvent started(PredictionDraft draft, Instant at) {
        return new PredictionStarted(draft.id, draft.tenant, draft.runner, draft.attempt, backendOr(draft, "unknown"), at);
    }

    static PredictionEvent produced(PredictionDraft draft, int index, JsonNode value, Instant at) {
        return new PredictionOutputProduced(draft.id, draft.tenant, draft.runner, draft.attempt, index, null, value, at);
    }

    static PredictionEvent lost(PredictionDraft draft, List<OutputFile> files, Instant at) {
        return new PredictionLost(draft.id, draft.tenant, draft.runner, draft.heardAt, files, at);
    }

    static PredictionEvent conflict(PredictionDraft draft, PredictionEnd refused, Instant at) {
        var kept = PredictionEnd.valueOf(draft.state.name());
        var detail = kept == refused
                ? "The worker reported the same end again with another output or error; the first report stands"
                : "The worker reported " + name(refused) + " after " + name(kept) + "; the first report stands";
        return new PredictionOutcomeConflicted(draft.id, draft.tenant, draft.runner, kept, refused, detail, at);
    }

    static PredictionOutcome outcome(PredictionDraft draft, Report.Ended ended, Instant at) {
        return switch (ended.end()) {
            case SUCCEEDED -> succeeded(draft, ended, at);
            case FAILED -> new PredictionFailed(draft.id, draft.tenant, draft.runner, draft.backend,
                    ended.failure() == null ? PredictionFailure.OTHER : ended.failure(), detail(ended.error()), ended.files(), at);
            case CANCELED -> new PredictionCanceled(draft.id, draft.tenant, draft.runner, draft.backend,
                    ended.cause() == null ? cause(draft) : ended.cause(), at);
        };
    }

    private static PredictionOutcome succeeded(PredictionDraft draft, Report.Ended ended, Instant at) {
        var output = ended.output();
        var omitted = output == null ? draft.outputs > 0 : !JsonLimits.allow(output);
        var metrics = ended.metrics();
        return new PredictionSucceeded(draft.id, draft.tenant, draft.runner, draft.backend, omitted ? null : output, omitted,
                ended.files(), false, metrics != null && JsonLimits.allow(metrics) ? metrics : null, at);
    }

    private static CancelCause cause(PredictionDraft draft) {
        return draft.cancelRequested ? CancelCause.REQUESTED : CancelCause.OTHER;
    }

    private static String detail(@Nullable String error) {
        if (error == null || error.isBlank()) {
            return "The worker reported a failure without an error text";
        }
        return error.length() <= MAX_DETAIL ? error : error.substring(0, MAX_DETAIL - 1) + "…";
    }

    private static String backendOr(PredictionDraft draft, String unknown) {
        return draft.backend == null ? unknown : draft.backend;
    }

    private static String name(PredictionEnd end) {
        return PredictionState.of(end).json();
    }
}
