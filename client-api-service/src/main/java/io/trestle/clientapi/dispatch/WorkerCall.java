package io.trestle.clientapi.dispatch;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.clientapi.ledger.PredictionState;

/**
 * A call that is due, with what the prediction is now.
 *
 * @param input JSON text, secrets included
 * @param requestedAt when the run or its cancellation was asked for
 * @param sent whether a worker accepted it
 * @param hostname of the tunnel that stands; null where none does
 */
record WorkerCall(String id, String tenant, String modelId, PredictionState state, String input, @Nullable String traceparent,
        Instant createdAt, Instant requestedAt, boolean sent, boolean cancel, @Nullable String hostname) {

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "WorkerCall[" + id + ", " + state + ", cancel=" + cancel + "]";
    }
}
