package io.trestle.model;

/**
 * Bytes that no retry will ever turn into a message: they belong in the dead-letter topic.
 * The message says where they went wrong and quotes nothing of them, and there is no cause that would: a payload may hold what no log may.
 */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
