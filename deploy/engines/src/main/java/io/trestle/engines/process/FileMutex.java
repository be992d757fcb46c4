package io.trestle.engines.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Mutual exclusion between processes, by a lock on a file. The death of the holder releases it. */
public final class FileMutex implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    private final FileChannel channel;
    private final String heldHere;

    private FileMutex(FileChannel channel, String heldHere) {
        this.channel = channel;
        this.heldHere = heldHere;
    }

    /** Waits until the lock is free. */
    public static FileMutex acquire(Path directory, String name) throws IOException {
        while (true) {
            Optional<FileMutex> acquired = tryAcquire(directory, name);
            if (acquired.isPresent()) {
                return acquired.get();
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Empty if another process, or another part of this one, holds it. The file is created in the directory, which has to exist. */
    public static Optional<FileMutex> tryAcquire(Path directory, String name) throws IOException {
        // If this JVM holds the lock, the file must not even be opened: closing any channel of a file drops the process' locks on it.
        // System properties are the one thing that the class loaders of a JVM (Quarkus has several) share.
        Path file = directory.toRealPath().resolve(name);
        String heldHere = "trestle.engines.held:" + file;
        if (System.getProperties().putIfAbsent(heldHere, "") != null) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null;
            return locked ? Optional.of(new FileMutex(channel, heldHere)) : Optional.empty();
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                System.getProperties().remove(heldHere);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.getProperties().remove(heldHere);
        }
    }
}
