package io.trestle.runtime.outbox;

/** What became of one claimed row. */
sealed interface SendOutcome {

    /** Kafka has it. */
    record Published(long seq) implements SendOutcome {
    }

    /** Kafka will never take this record (too large, for example); it is set aside so that the ones behind it can go on. */
    record Refused(long seq, String reason) implements SendOutcome {
    }

    /** Not now: the row and all later ones of its key stay. */
    record Deferred(Throwable cause) implements SendOutcome {
    }
}
