package io.trestle.clientapi.file.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * A directory: {@code incoming/} holds drafts, {@code objects/<2 digits>/} what was kept. Both lie on one file system, so that a draft becomes
 * an object by a rename. Names of users never become names on the disk.
 */
final class LocalFileStore implements FileStore {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String NO_ACCESS = "The directory of the file store cannot be used";

    private final Path incoming;
    private final Path objects;
    private final long keepFree;
    private final Supplier<UUID> ids;

    LocalFileStore(Path directory, long keepFree, Supplier<UUID> ids) {
        this.incoming = directory.toAbsolutePath().resolve("incoming");
        this.objects = directory.toAbsolutePath().resolve("objects");
        this.keepFree = keepFree;
        this.ids = ids;
    }

    @Override
    public Uni<Draft> begin(long size) {
        return Blocking.ask(NO_ACCESS, () -> {
            Files.createDirectories(incoming);
            requireRoom(Math.max(0, size));
            var key = ids.get().toString();
            return LocalDraft.create(this, incoming.resolve(key + ".part"), key);
        });
    }

    @Override
    public Uni<Boolean> has(String key) {
        return Blocking.ask(NO_ACCESS, () -> isObject(path(key)));
    }

    @Override
    public Uni<@Nullable FileContent> open(String key, long from, long length) {
        return has(key).map(there -> there ? new FileContent.OnDisk(path(key), from, length) : null);
    }

    @Override
    public Uni<Void> delete(String key) {
        return Blocking.run(NO_ACCESS, () -> Files.deleteIfExists(path(key)));
    }

    @Override
    public Multi<String> keptBefore(Instant moment) {
        return Blocking.ask(NO_ACCESS, () -> olderThan(objects, moment)).onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .map(file -> file.getFileName().toString())
                .select().where(name -> KEY.matcher(name).matches());
    }

    @Override
    public Uni<Integer> dropAbandoned(Instant moment) {
        return Blocking.ask(NO_ACCESS, () -> {
            var abandoned = olderThan(incoming, moment);
            for (var draft : abandoned) {
                Files.deleteIfExists(draft);
            }
            return abandoned.size();
        });
    }

    /** @throws FileStoreException the disk has no room for so many more bytes */
    void requireRoom(long bytes) throws IOException {
        var usable = Files.getFileStore(incoming).getUsableSpace();
        if (usable - bytes < keepFree) {
            throw new FileStoreException("There is no room for this file: " + usable / (1 << 20) + " MiB are free", null);
        }
    }

    /** @throws IllegalArgumentException no key of this store, which might lead elsewhere */
    Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("Not a key of this store");
        }
        return directory(key).resolve(key);
    }

    private Path directory(String key) {
        return objects.resolve(key.substring(0, 2));
    }

    /** Moves a file that is safe on the disk to where its key leads; the way there is safe too when it returns. */
    void take(Path file, String key) throws IOException {
        var directory = Files.createDirectories(directory(key));
        Files.move(file, directory.resolve(key), StandardCopyOption.ATOMIC_MOVE);
        // The rename is in the directory, and so is the directory in the one above.
        sync(directory);
        sync(objects);
    }

    private static void sync(Path directory) throws IOException {
        try (var opened = FileChannel.open(directory, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }

    /** A link that someone put there could lead out of the directory. */
    private static boolean isObject(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> olderThan(Path directory, Instant moment) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(directory)) {
            try (var files = Files.walk(directory, 2)) {
                for (var file : (Iterable<Path>) files::iterator) {
                    if (isObject(file) && isOlder(file, moment)) {
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }

    private static boolean isOlder(Path file, Instant moment) throws IOException {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(moment);
        } catch (NoSuchFileException e) {
            // it ended meanwhile
            return false;
        }
    }
}
