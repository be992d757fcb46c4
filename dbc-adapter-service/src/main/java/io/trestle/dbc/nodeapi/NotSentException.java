package io.trestle.dbc.nodeapi;

/** The request never reached the client node, so nothing happened. */
public final class NotSentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
