package io.trestle.comfy.job;

/** Where a job is. */
public enum JobState {
    /** For a backend. */
    WAITING,
    /** The router chose a backend; it was not sent yet. */
    ASSIGNED,
    /** It was sent, or is about to be: its prompt id is known. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELED;

    public boolean isEnd() {
        return this == SUCCEEDED || this == FAILED || this == CANCELED;
    }
}
