package io.trestle.simulators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * Keeps a state in a file that is complete at every moment, so that the simulator itself may be killed. Changes that come while
 * the file is being written share the next write. The file is not forced to disk: it survives the process, not the machine.
 */
public final class StateFile implements Persistence {

    private final Vertx vertx;
    private final Path file;
    private final Supplier<Buffer> state;
    private boolean changed;
    private @Nullable Future<Void> writing;
    private @Nullable Promise<Void> following;

    /** @param state is asked on a worker thread, and returns all changes that were announced before */
    public StateFile(Vertx vertx, Path file, Supplier<Buffer> state) {
        this.vertx = vertx;
        this.file = file;
        this.state = state;
    }

    /** What the file holds, or nothing when there is none yet. */
    public static Optional<Buffer> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Buffer.buffer(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void changed() {
        changed = true;
    }

    @Override
    public synchronized Future<Void> settled() {
        if (writing == null) {
            return changed ? write() : Future.succeededFuture();
        }
        if (!changed) {
            return writing;
        }
        if (following == null) {
            following = Promise.promise();
        }
        return following.future();
    }

    private synchronized Future<Void> write() {
        changed = false;
        Future<Void> now = vertx.executeBlocking(() -> {
            replace(state.get());
            return null;
        });
        writing = now;
        now.onComplete(done -> writeAgain(done.succeeded()));
        return now;
    }

    private synchronized void writeAgain(boolean written) {
        writing = null;
        changed |= !written;
        var waiting = following;
        following = null;
        if (waiting != null) {
            write().onComplete(waiting);
        }
    }

    private void replace(Buffer content) {
        try {
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, content.getBytes());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
