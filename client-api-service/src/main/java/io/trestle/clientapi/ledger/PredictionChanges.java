package io.trestle.clientapi.ledger;

/** Where changes are announced: the payload is the prediction's id. */
public final class PredictionChanges {

    /** Notification channel of {@code io.trestle.runtime.notify}. */
    public static final String CHANNEL = "prediction";

    private PredictionChanges() {
    }
}
