package io.trestle.clientapi.ledger;

import java.util.Locale;

import io.trestle.model.prediction.PredictionEnd;

/** Where a prediction stands. A lower one never follows a higher one; the first end is the end. */
public enum PredictionState {
    /** Accepted; nothing was heard of a run. */
    STARTING,
    /** A worker or backend runs it. */
    PROCESSING,
    SUCCEEDED, FAILED, CANCELED;

    public boolean ended() {
        return compareTo(PROCESSING) > 0;
    }

    /** As cog writes it. */
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PredictionState of(PredictionEnd end) {
        return valueOf(end.name());
    }
}
