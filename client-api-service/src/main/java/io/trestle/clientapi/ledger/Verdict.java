package io.trestle.clientapi.ledger;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** What became of a report. */
public enum Verdict {
    /** It changed the prediction. */
    APPLIED,
    /** It says what is known already, or less. */
    UNCHANGED,
    /** It comes after the end, or after a later report. */
    STALE,
    /** Another end than the first one, which stands. */
    CONFLICT,
    /** The same bytes came before. */
    DUPLICATE,
    /** The tenant has no such prediction at a worker. */
    ORPHAN,
    /** It is no report: not JSON, or without a status that is known. */
    UNREADABLE;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
