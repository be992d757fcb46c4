package io.trestle.model;

import org.jspecify.annotations.Nullable;

/** Bytes that no retry will ever turn into a message: they belong in the dead-letter topic. */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
