package io.trestle.engines.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A data directory that one engine has for itself until it is closed or its process dies. */
public final class DataDirectory implements AutoCloseable {

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
            Optional<FileMutex> mutex = FileMutex.tryAcquire(path, "lock");
            return new DataDirectory(path,
                    mutex.orElseThrow(() -> new EngineFailure("data directory " + path + " is in use by another process")));
        } catch (IOException e) {
            throw DiskTrouble.explain(e, path);
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
