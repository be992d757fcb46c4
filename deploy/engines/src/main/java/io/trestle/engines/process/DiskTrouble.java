package io.trestle.engines.process;

import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Turns what goes wrong on an engine's disk into one line. */
public final class DiskTrouble {

    private static final String FULL = "No space left on device";
    private static final String QUOTA = "Disk quota exceeded";

    private DiskTrouble() {
    }

    /** Explains a failed access to the data directory. */
    public static EngineFailure explain(Exception failure, Path directory) {
        String text = String.valueOf(failure.getMessage());
        if (isFull(text)) {
            return full(directory, failure);
        }
        if (failure instanceof AccessDeniedException || text.contains("Read-only file system")) {
            return new EngineFailure("data directory " + directory + " is not writable by user " + System.getProperty("user.name"),
                    failure);
        }
        return new EngineFailure("data directory " + directory + " cannot be used: " + failure, failure);
    }

    /** Whether this output of an engine, or this exception's text, is about a full disk. */
    public static boolean isFull(String text) {
        return text.contains(FULL) || text.contains(QUOTA);
    }

    public static EngineFailure full(Path directory, Throwable cause) {
        return new EngineFailure("disk full: no space left for " + directory, cause);
    }
}
