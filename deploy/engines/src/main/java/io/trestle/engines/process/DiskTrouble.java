package io.trestle.engines.process;

import java.nio.file.Path;

/** Turns what an engine says about its disk into one line. */
public final class DiskTrouble {

    private static final String FULL = "No space left on device";
    private static final String QUOTA = "Disk quota exceeded";

    private DiskTrouble() {
    }

    /** Explains a failed access to the data directory. */
    public static EngineFailure explain(Throwable failure, Path directory) {
        return explain(String.valueOf(rootOf(failure)), directory, failure);
    }

    /** Whether this output of an engine, or this exception's text, is about a full disk. */
    public static boolean isFull(String text) {
        return text.contains(FULL) || text.contains(QUOTA);
    }

    public static EngineFailure full(Path directory, Throwable cause) {
        return new EngineFailure("disk full: no space left for " + directory, cause);
    }

    private static EngineFailure explain(String text, Path directory, Throwable failure) {
        if (isFull(text)) {
            return full(directory, failure);
        }
        return new EngineFailure("data directory " + directory + " is not writable by user " + System.getProperty("user.name") + " (" + text
                + ")", failure);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
