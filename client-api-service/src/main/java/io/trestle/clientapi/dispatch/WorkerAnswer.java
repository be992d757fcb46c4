package io.trestle.clientapi.dispatch;

/** What a worker, or whatever stands before it, says to a call. */
sealed interface WorkerAnswer {

    /** It runs the prediction, or cancels it. */
    record Accepted() implements WorkerAnswer {
    }

    /** It runs another one. */
    record Busy() implements WorkerAnswer {
    }

    /** It will never run this. @param detail its own words */
    record Refused(String detail) implements WorkerAnswer {
    }

    /** It knows no such prediction. */
    record Unknown() implements WorkerAnswer {
    }

    /** Nobody was there, or could take it. @param detail one sentence */
    record Unavailable(String detail) implements WorkerAnswer {
    }
}
