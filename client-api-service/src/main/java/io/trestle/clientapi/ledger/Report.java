package io.trestle.clientapi.ledger;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.model.prediction.CancelCause;
import io.trestle.model.prediction.OutputFile;
import io.trestle.model.prediction.PredictionEnd;
import io.trestle.model.prediction.PredictionFailure;

/** One thing that somebody says about a prediction. Text in it can be stored: no U+0000. */
public sealed interface Report {

    /** It was accepted somewhere and waits. */
    record Waiting() implements Report {
    }

    /** It was handed to a worker. */
    record Sent(String backend) implements Report {
    }

    /**
     * It runs, and has come so far.
     *
     * @param output all of it until now: a list for iterators
     * @param logs all of them until now
     */
    record Running(@Nullable JsonNode output, @Nullable String logs, @Nullable Instant startedAt) implements Report {
    }

    /** A backend begins an attempt; what an earlier one made is void. */
    record Attempted(int attempt, String backend, Instant at) implements Report {
    }

    /** @param percent 0 to 100 */
    record Progressed(int attempt, double percent, @Nullable String stage) implements Report {
    }

    /** One output of a backend, before the end. */
    record Produced(int attempt, int index, JsonNode value) implements Report {
    }

    /**
     * It ended.
     *
     * @param output null where the report brings none; what was known before then stays
     * @param failure why, for {@link PredictionEnd#FAILED}
     * @param cause whose wish it was, for {@link PredictionEnd#CANCELED}
     * @param ours whether this service ends it; then another end that came first is no conflict
     */
    record Ended(PredictionEnd end, @Nullable JsonNode output, @Nullable String logs, @Nullable String error,
            @Nullable PredictionFailure failure, @Nullable JsonNode metrics, List<OutputFile> files, @Nullable CancelCause cause,
            @Nullable Instant startedAt, @Nullable Instant completedAt, boolean ours) implements Report {

        /** This service gives it up. */
        public static Ended failed(PredictionFailure failure, String error) {
            return new Ended(PredictionEnd.FAILED, null, null, error, failure, null, List.of(), null, null, null, true);
        }

        /** This service cancels it before it ran. */
        public static Ended canceled(CancelCause cause) {
            return new Ended(PredictionEnd.CANCELED, null, null, null, null, null, List.of(), cause, null, null, true);
        }
    }

    /**
     * Nothing was heard of it for too long.
     *
     * @param lastHeardAt as it was seen; whoever was heard since is not silent
     * @param files what the worker uploaded so far
     */
    record Silent(Instant lastHeardAt, List<OutputFile> files) implements Report {
    }
}
