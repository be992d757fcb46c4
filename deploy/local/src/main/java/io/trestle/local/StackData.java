package io.trestle.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

import io.trestle.engines.process.Command;
import io.trestle.engines.process.DiskTrouble;
import io.trestle.local.supervision.StackFailure;

/** A data directory that one launcher has for itself until it closes it or dies. */
final class StackData implements AutoCloseable {
    /** Says that everything in {@link #OURS} is Trestle's, so that {@code --fresh} never empties a directory that was somebody else's. */
    private static final String MARKER = "trestle-data";
    private static final List<String> OURS = List.of("data", "logs", "run", "secrets.properties", "api-key");

    private final Path path;
    private final FileChannel lock;

    private StackData(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Creates the directory if need be, and locks it; empty when another launcher has it. */
    static Optional<StackData> open(Path path) {
        try {
            if (!Files.exists(path.resolve(MARKER)) && OURS.stream().anyMatch(name -> Files.exists(path.resolve(name)))) {
                throw new StackFailure(path + " has files that Trestle did not write; choose an empty directory with --data");
            }
            Files.createDirectories(path);
            if (!Files.exists(path.resolve(MARKER))) {
                Files.writeString(path.resolve(MARKER), "State of a local Trestle stack; see deploy/local/README.md\n");
            }
            var channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                return Optional.of(new StackData(path, channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw DiskTrouble.explain(e, path);
        }
    }

    /** Whether a launcher has this directory now. */
    static boolean isInUse(Path path) {
        if (!Files.exists(path.resolve("lock"))) {
            return false;
        }
        try (var data = open(path).orElse(null)) {
            return data == null;
        }
    }

    /** Deletes everything that the stack has kept, logs and secrets included. */
    void empty() {
        for (var name : OURS) {
            // PostgreSQL's files may belong to another user, with modes that stop Java's own walk; rm knows how.
            Command.of("rm", "-rf", path.resolve(name).toString()).require();
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw DiskTrouble.explain(e, path);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException lockedInThisProcess) {
            return false;
        }
    }
}
