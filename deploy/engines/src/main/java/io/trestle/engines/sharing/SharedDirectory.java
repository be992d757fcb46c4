package io.trestle.engines.sharing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.trestle.engines.process.EnginesHome;
import io.trestle.engines.process.FileMutex;

/** Where clients and the background process meet. Whoever holds the lock decides whether a background process exists. */
record SharedDirectory(Path path) {

    static SharedDirectory ofThisCheckout() throws IOException {
        return new SharedDirectory(Files.createDirectories(EnginesHome.directory().resolve("shared")));
    }

    Path state() {
        return path.resolve("state.properties");
    }

    Path log() {
        return path.resolve("background.log");
    }

    FileMutex lock() throws IOException {
        return FileMutex.acquire(path, "lock");
    }

    Optional<FileMutex> tryLock() throws IOException {
        return FileMutex.tryAcquire(path, "lock");
    }
}
