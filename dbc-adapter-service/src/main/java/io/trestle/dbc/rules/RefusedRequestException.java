package io.trestle.dbc.rules;

/** A request that a node must not get. The message is for the caller, and repeats nothing that the caller sent. */
public final class RefusedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedRequestException(String message) {
        super(message);
    }

    public String words() {
        return String.valueOf(getMessage());
    }
}
