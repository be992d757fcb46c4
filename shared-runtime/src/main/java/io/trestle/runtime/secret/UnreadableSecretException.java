package io.trestle.runtime.secret;

import org.jspecify.annotations.Nullable;

/** A sealed secret that cannot be opened: changed bytes, another owner's, or a key that is no longer configured. */
public final class UnreadableSecretException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableSecretException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
