package io.trestle.clientapi.file.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

/** A file in {@code incoming/}. */
final class LocalDraft implements Draft {

    private static final Logger LOG = Logger.getLogger(LocalDraft.class);
    private static final String FAILED = "The disk of the file store does not take this file";
    /**
     * So many bytes are never left to the end of a file: a worker waits 15 s for its answer, in which a slow disk would not take all of 2 GiB.
     * A look at the free space goes with it.
     */
    private static final long SYNC_EVERY = 64L << 20;

    private final LocalFileStore store;
    private final Path file;
    private final String key;
    private final FileChannel channel;
    private long written;

    private LocalDraft(LocalFileStore store, Path file, String key, FileChannel channel) {
        this.store = store;
        this.file = file;
        this.key = key;
        this.channel = channel;
    }

    static LocalDraft create(LocalFileStore store, Path file, String key) throws IOException {
        return new LocalDraft(store, file, key, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public Uni<Void> write(List<ByteBuffer> bytes) {
        return Blocking.run(FAILED, () -> {
            var before = written;
            for (var buffer : bytes) {
                while (buffer.hasRemaining()) {
                    written += channel.write(buffer);
                }
            }
            if (before / SYNC_EVERY != written / SYNC_EVERY) {
                channel.force(false);
                store.requireRoom(0);
            }
        });
    }

    @Override
    public Uni<String> keep() {
        return Blocking.ask(FAILED, () -> {
            channel.force(true);
            channel.close();
            store.take(file, key);
            return key;
        });
    }

    @Override
    public Uni<Void> drop() {
        return Blocking.run(FAILED, () -> {
            channel.close();
            Files.deleteIfExists(file);
        }).onFailure().recoverWithItem(failure -> {
            LOG.warnf(failure, "Draft %s is left to the sweep", key);
            return null;
        });
    }
}
