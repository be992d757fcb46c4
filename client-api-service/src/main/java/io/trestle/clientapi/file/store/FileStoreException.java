package io.trestle.clientapi.file.store;

import org.jspecify.annotations.Nullable;

/** The store cannot do this now: it is full, or away. */
public class FileStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FileStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
