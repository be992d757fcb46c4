package io.trestle.comfy.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.WriteStream;

/** Files by their hash, each once. A file is complete as soon as it has its name. */
@ApplicationScoped
public class ContentStore {

    private static final int CHUNK = 64 << 10;
    /** Of the name of a file that is being deleted. */
    private static final String ASIDE = ".aside";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Vertx vertx;
    private final Path directory;

    ContentStore(Vertx vertx, ContentConfig config) {
        this.vertx = vertx;
        this.directory = config.directory().toAbsolutePath();
        try {
            Files.createDirectories(directory.resolve("incoming"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Keeps what the source writes.
     *
     * @param source writes to the stream, ends it, and says true; or says false and leaves it alone
     * @return null where the source said false
     */
    public Uni<@Nullable StoredContent> keep(Function<WriteStream<Buffer>, Uni<Boolean>> source) {
        var incoming = directory.resolve("incoming").resolve(UUID.randomUUID().toString());
        return Uni.createFrom().item(() -> new IncomingFile(vertx, incoming.toString()))
                .chain(file -> source.apply(file)
                        .onFailure().call(() -> discard(file, incoming))
                        .chain(written -> written ? settle(file, incoming) : discard(file, incoming).replaceWith((StoredContent) null)));
    }

    /** Keeps bytes that are in memory. */
    public Uni<StoredContent> keep(Buffer bytes) {
        return keep(target -> UniHelper.toUni(target.end(bytes)).replaceWith(true)).onItem().ifNull()
                .failWith(() -> new IllegalStateException("The source wrote nothing"));
    }

    private Uni<StoredContent> settle(IncomingFile file, Path incoming) {
        var content = file.content();
        var bytes = file.inMemory();
        return blocking(() -> {
            if (bytes != null) {
                Files.write(incoming, bytes.getBytes());
            }
            move(incoming, content.sha256());
            return content;
        });
    }

    private Uni<Void> discard(IncomingFile file, Path incoming) {
        return UniHelper.toUni(file.close()).chain(() -> blocking(() -> {
            Files.deleteIfExists(incoming);
            return null;
        })).replaceWithVoid().onFailure().recoverWithNull();
    }

    /** Takes over a file that is complete; it is gone from where it was. */
    public Uni<StoredContent> adopt(Path file) {
        return blocking(() -> {
            var content = hash(file);
            move(file, content.sha256());
            return content;
        });
    }

    public Uni<Buffer> read(String sha256) {
        return UniHelper.toUni(vertx.fileSystem().readFile(path(sha256).toString()));
    }

    /**
     * Writes the bytes to the target, as fast as it takes them, and does not end it.
     *
     * @param before what comes first; one write with the bytes where these are few
     */
    public Uni<Void> send(String sha256, Buffer before, WriteStream<Buffer> target) {
        return blocking(() -> Files.size(path(sha256)) <= CHUNK ? before.copy().appendBytes(Files.readAllBytes(path(sha256))) : null)
                .chain(small -> small == null
                        ? UniHelper.toUni(target.write(before)).chain(() -> stream(sha256, target))
                        : UniHelper.toUni(target.write(small)));
    }

    private Uni<Void> stream(String sha256, WriteStream<Buffer> target) {
        return UniHelper.toUni(vertx.fileSystem().open(path(sha256).toString(), new OpenOptions().setRead(true).setWrite(false)))
                .chain(file -> UniHelper.toUni(file.setReadBufferSize(CHUNK).pipe().endOnSuccess(false).to(target))
                        .onItemOrFailure().call((sent, failure) -> UniHelper.toUni(file.close())));
    }

    /** Files that were last put here before that time, by their hash: a page of them, in order, after the one given. */
    Uni<List<String>> olderThan(Instant time, String after, int limit) {
        return blocking(() -> {
            try (Stream<Path> files = Files.walk(directory, 2)) {
                return files.filter(file -> HASH.matcher(file.getFileName().toString()).matches())
                        .map(file -> file.getFileName().toString()).filter(name -> name.compareTo(after) > 0)
                        .filter(name -> isOlder(path(name), time)).sorted().limit(limit).toList();
            }
        });
    }

    private static boolean isOlder(Path file, Instant time) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Deletes files, unless somebody has put them here again since that time: each is first set aside, so that what comes meanwhile is another
     * file, and put back where it turns out to be a younger one.
     *
     * @return how many are gone
     */
    Uni<Integer> delete(List<String> hashes, Instant olderThan) {
        return blocking(() -> {
            var deleted = 0;
            for (var hash : hashes) {
                deleted += delete(hash, olderThan) ? 1 : 0;
            }
            return deleted;
        });
    }

    private boolean delete(String hash, Instant olderThan) throws IOException {
        var aside = directory.resolve("incoming").resolve(hash + ASIDE);
        try {
            Files.move(path(hash), aside, StandardCopyOption.REPLACE_EXISTING);
            if (isOlder(aside, olderThan)) {
                Files.delete(aside);
                return true;
            }
            Files.move(aside, path(hash), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException gone) {
            // Another replica sweeps, too.
        }
        return false;
    }

    /** Puts back what a process that died had set aside, and drops what one that died was writing. */
    Uni<Void> tidy(Instant olderThan) {
        return blocking(() -> {
            try (var files = Files.list(directory.resolve("incoming"))) {
                for (var file : files.filter(one -> isOlder(one, olderThan) || one.toString().endsWith(ASIDE)).toList()) {
                    var name = file.getFileName().toString();
                    if (name.endsWith(ASIDE)) {
                        Files.move(file, path(name.substring(0, name.length() - ASIDE.length())), StandardCopyOption.REPLACE_EXISTING);
                    } else {
                        Files.deleteIfExists(file);
                    }
                }
            } catch (NoSuchFileException gone) {
                // Another replica does the same.
            }
            return null;
        }).replaceWithVoid();
    }

    private Path path(String sha256) {
        return directory.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private void move(Path from, String sha256) throws IOException {
        var target = path(sha256);
        try {
            Files.move(from, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException first) {
            // The directory, which is missing only once.
            Files.createDirectories(target.getParent());
            Files.move(from, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static StoredContent hash(Path file) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                var size = in.transferTo(java.io.OutputStream.nullOutputStream());
                return new StoredContent(HexFormat.of().formatHex(digest.digest()), size);
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T extends @Nullable Object> Uni<T> blocking(java.util.concurrent.Callable<T> work) {
        return UniHelper.toUni(vertx.executeBlocking(work, false));
    }
}
