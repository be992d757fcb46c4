package io.trestle.comfy.ledger;

/** What a change means for the queue, known before it is made. */
public enum Effect {

    /** A job may wait afterwards that did not before. */
    QUEUES,
    /** A backend may have room afterwards that had none; a job may wait, too. */
    FREES,
    NONE
}
