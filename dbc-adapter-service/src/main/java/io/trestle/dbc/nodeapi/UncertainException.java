package io.trestle.dbc.nodeapi;

/** The request was sent, or part of it, and no whole answer came: the node may have acted. */
public final class UncertainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UncertainException(String message, Throwable cause) {
        super(message, cause);
    }
}
