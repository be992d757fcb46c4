package io.trestle.dbc.lifecycle;

/** The state of the VM does not allow what was asked for; the message says what would. */
public final class NotNowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotNowException(String message) {
        super(message, null, false, false);
    }
}
