package io.trestle.clientapi.prediction;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.trestle.clientapi.ledger.Report;
import io.trestle.model.prediction.CancelCause;
import io.trestle.model.prediction.OutputFile;
import io.trestle.model.prediction.PredictionCanceled;
import io.trestle.model.prediction.PredictionEnd;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.model.prediction.PredictionFailed;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.PredictionOutputProduced;
import io.trestle.model.prediction.PredictionProgressed;
import io.trestle.model.prediction.PredictionQueued;
import io.trestle.model.prediction.PredictionRequeued;
import io.trestle.model.prediction.PredictionStarted;
import io.trestle.model.prediction.PredictionSucceeded;

/** The bridge's events in the ledger's words. */
final class BridgeReports {

    private BridgeReports() {
    }

    /** @return null for an event that says nothing about the prediction's state */
    static @Nullable Report of(PredictionEvent event) {
        if (event instanceof PredictionQueued || event instanceof PredictionRequeued) {
            return new Report.Waiting();
        }
        if (event instanceof PredictionStarted started) {
            return new Report.Attempted(started.attempt(), started.backend(), started.occurredAt());
        }
        if (event instanceof PredictionProgressed progressed) {
            return new Report.Progressed(progressed.attempt(), progressed.percent(), progressed.stage());
        }
        return event instanceof PredictionOutputProduced produced ? produced(produced) : ended(event);
    }

    private static @Nullable Report produced(PredictionOutputProduced produced) {
        var file = produced.file();
        var value = file == null ? produced.value() : JsonNodeFactory.instance.textNode(file.url());
        return value == null ? null : new Report.Produced(produced.attempt(), produced.index(), value);
    }

    private static @Nullable Report ended(PredictionEvent event) {
        if (event instanceof PredictionSucceeded succeeded) {
            var output = succeeded.output();
            if (output == null && !succeeded.outputOmitted()) {
                var urls = JsonNodeFactory.instance.arrayNode();
                succeeded.files().forEach(file -> urls.add(file.url()));
                output = urls;
            }
            return new Report.Ended(PredictionEnd.SUCCEEDED, output, null, null, null, succeeded.metrics(), succeeded.files(), null, null,
                    succeeded.occurredAt(), false);
        }
        if (event instanceof PredictionFailed failed) {
            return end(PredictionEnd.FAILED, failed.detail(), failed.reason(), failed.files(), null, failed);
        }
        return event instanceof PredictionCanceled canceled
                ? end(PredictionEnd.CANCELED, null, null, List.of(), canceled.cause(), canceled)
                : null;
    }

    private static Report end(PredictionEnd end, @Nullable String error, @Nullable PredictionFailure failure, List<OutputFile> files,
            @Nullable CancelCause cause, PredictionEvent event) {
        return new Report.Ended(end, null, null, error, failure, null, files, cause, null, event.occurredAt(), false);
    }
}
