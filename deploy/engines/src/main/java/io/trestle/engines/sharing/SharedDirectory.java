package io.trestle.engines.sharing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.trestle.engines.process.EnginesHome;

/** Where clients and the background process meet. Whoever holds the lock decides whether a background process exists. */
record SharedDirectory(Path path) {

    private static final Duration POLL = Duration.ofMillis(20);

    static SharedDirectory ofThisCheckout() throws IOException {
        return new SharedDirectory(Files.createDirectories(EnginesHome.directory().resolve("shared")));
    }

    Path state() {
        return path.resolve("state.properties");
    }

    Path log() {
        return path.resolve("background.log");
    }

    /** Waits for the lock; closing the channel releases it, as does the death of the process. */
    FileChannel lock() throws IOException {
        while (true) {
            Optional<FileChannel> locked = tryLock();
            if (locked.isPresent()) {
                return locked.get();
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    Optional<FileChannel> tryLock() throws IOException {
        FileChannel channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException lockedInThisJvm) {
            // by this class in another class loader: wait as for another process
        }
        channel.close();
        return Optional.empty();
    }
}
