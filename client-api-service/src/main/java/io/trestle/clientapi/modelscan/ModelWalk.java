package io.trestle.clientapi.modelscan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Walks one directory in the order of names, depth first, and can go on after any file. Blocking. Linked directories are not entered, so
 * there are no circles; linked files count where they lead inside. What cannot be read is left out.
 */
final class ModelWalk {

    private static final int BUFFER = 1 << 16;

    private final Path directory;
    private final Set<String> extensions;
    private final boolean hash;
    private final Predicate<Path> allowed;
    private final Deque<Iterator<Path>> open = new ArrayDeque<>();
    private final @Nullable Path after;

    /**
     * @param extensions lower case, without dot; all where it is empty
     * @param allowed which linked files count
     * @param after below the directory; the walk begins behind it
     */
    ModelWalk(Path directory, Set<String> extensions, boolean hash, Predicate<Path> allowed, @Nullable Path after) {
        this.directory = directory;
        this.extensions = extensions;
        this.hash = hash;
        this.allowed = allowed;
        this.after = after;
        open.push(children(directory));
    }

    /** The next files, at most so many; none where there are no more. */
    List<ModelFile> next(int limit) {
        var found = new ArrayList<ModelFile>();
        while (found.size() < limit && !open.isEmpty()) {
            var siblings = open.peek();
            if (!siblings.hasNext()) {
                open.pop();
                continue;
            }
            var path = siblings.next();
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                open.push(children(path));
            } else {
                var file = file(path);
                if (file != null) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /** Sorted, and without what lies before the place to begin at. */
    private Iterator<Path> children(Path parent) {
        var children = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(parent)) {
            entries.forEach(children::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.<Path>of().iterator();
        }
        children.removeIf(this::isBehind);
        children.sort(ModelWalk::byNames);
        return children.iterator();
    }

    private boolean isBehind(Path path) {
        if (after == null) {
            return false;
        }
        var relative = directory.relativize(path);
        return relative.equals(after) || !after.startsWith(relative) && byNames(relative, after) < 0;
    }

    /** Element by element: the order of the walk, which is not that of whole paths as text. */
    private static int byNames(Path one, Path other) {
        for (var i = 0; i < Math.min(one.getNameCount(), other.getNameCount()); i++) {
            var order = one.getName(i).toString().compareTo(other.getName(i).toString());
            if (order != 0) {
                return order;
            }
        }
        return one.getNameCount() - other.getNameCount();
    }

    private @Nullable ModelFile file(Path path) {
        if (!extensions.isEmpty() && !extensions.contains(ModelFile.extension(path))) {
            return null;
        }
        if (Files.isSymbolicLink(path) && !allowed.test(path)) {
            return null;
        }
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? new ModelFile(directory.relativize(path), attributes.size(), hash ? sha256(path) : null)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String sha256(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[BUFFER];
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
