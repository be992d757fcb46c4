package io.trestle.comfy.backend;

/** How a backend is. */
public enum BackendState {
    /** Nobody has looked yet. */
    UNKNOWN,
    /** Connected; takes jobs. */
    READY,
    /** Cannot be connected to. */
    UNREACHABLE,
    /** Answers, but does not work: silent with a job, or its card is faulty. Takes no jobs until it is seen to work again. */
    QUARANTINED
}
