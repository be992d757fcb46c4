package io.trestle.engines.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory for data that ends with this process. What a killed process could not delete is removed when the next directory is created:
 * nobody holds the lock of an abandoned one.
 */
public final class ThrowAwayDirectory implements AutoCloseable {

    private static final String PREFIX = "run-";
    private static final String OWNER = "owner.lock";

    private final Path path;
    private final FileMutex owner;

    private ThrowAwayDirectory(Path path, FileMutex owner) {
        this.path = path;
        this.owner = owner;
    }

    public static ThrowAwayDirectory create() {
        Path home = EnginesHome.directory();
        try (FileMutex creation = FileMutex.acquire(home, "run.lock")) {
            removeAbandoned(home);
            Path path = Files.createTempDirectory(home, PREFIX);
            // PostgreSQL enters as another user when this one is root
            EnginesHome.openToAll(path);
            return new ThrowAwayDirectory(path, FileMutex.acquire(path, OWNER));
        } catch (IOException e) {
            throw DiskTrouble.explain(e, home);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        delete(path);
        owner.close();
    }

    private static void removeAbandoned(Path home) throws IOException {
        try (Stream<Path> entries = Files.list(home)) {
            for (Path directory : entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX)).filter(Files::isDirectory)
                    .toList()) {
                Optional<FileMutex> abandoned = FileMutex.tryAcquire(directory, OWNER);
                if (abandoned.isPresent()) {
                    killUsersOf(directory);
                    delete(directory);
                    abandoned.get().close();
                }
            }
        }
    }

    // An engine that was frozen when its owner was killed could not notice that.
    private static void killUsersOf(Path directory) {
        Signals.killAndAwait(ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().filter(line -> line.contains(directory.toString())).isPresent()));
    }

    private static void delete(Path directory) {
        Command.of("rm", "-rf", directory.toString()).run();
    }
}
