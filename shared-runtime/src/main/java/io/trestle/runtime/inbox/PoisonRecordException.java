package io.trestle.runtime.inbox;

/** Thrown by an effect for a record that no retry can help: it goes to the dead-letter topic with this message as its reason. */
public class PoisonRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PoisonRecordException(String reason) {
        super(reason);
    }

    public PoisonRecordException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
