package io.trestle.engines.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A data directory that one engine has for itself until it is closed or its process dies. */
public final class DataDirectory implements AutoCloseable {

    private static final long MEBIBYTE = 1 << 20;
    // a new PostgreSQL cluster with its first log file; Kafka needs less
    private static final long REQUIRED_SPACE = 64 * MEBIBYTE;

    private final Path path;
    private final FileMutex mutex;

    private DataDirectory(Path path, FileMutex mutex) {
        this.path = path;
        this.mutex = mutex;
    }

    /** Creates the directory if need be, and keeps other engines out of it. */
    public static DataDirectory open(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            requireSpace(path);
            Optional<FileMutex> mutex = FileMutex.tryAcquire(path, "lock");
            return new DataDirectory(path,
                    mutex.orElseThrow(() -> new EngineFailure("data directory " + path + " is in use by another process")));
        } catch (IOException e) {
            throw DiskTrouble.explain(e, path);
        }
    }

    // An engine that runs out of space while it starts fails in many ways, few of which name the cause.
    private static void requireSpace(Path path) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < REQUIRED_SPACE) {
            throw new EngineFailure(
                    "disk full: " + path + " has " + free / MEBIBYTE + " MiB left, an engine needs " + REQUIRED_SPACE / MEBIBYTE
                            + " MiB to start");
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        mutex.close();
    }
}
