package io.trestle.engines.process;

import org.jspecify.annotations.Nullable;

/** An engine could not be started, stopped or reached. The message is one line for a person: what is wrong, and where. */
public class EngineFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EngineFailure(String message) {
        super(message);
    }

    public EngineFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
