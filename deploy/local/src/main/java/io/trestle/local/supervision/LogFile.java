package io.trestle.local.supervision;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The log of one process: both its output streams, appended over restarts, rotated when the stack starts. */
final class LogFile {
    /** Logs of earlier starts of the stack that are kept: {@code name.log.1} is the youngest. */
    private static final int KEPT = 3;
    /** Enough for any tail that is shown, and for the lines up to READY. */
    private static final int READ_AT_MOST = 256 * 1024;

    private final Path file;
    private volatile long startedAt;

    LogFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    void rotate() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            for (int age = KEPT - 1; age >= 0; age--) {
                var from = age == 0 ? file : sibling(age);
                if (Files.exists(from)) {
                    Files.move(from, sibling(age + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From here on belongs to a new start of the process. */
    void markStart() {
        startedAt = size();
    }

    /** What the process has printed since its latest start. */
    String sinceStart() {
        return read(startedAt, Long.MAX_VALUE);
    }

    /** The last lines, stack traces included. */
    List<String> tail(int lines) {
        var all = read(Math.max(startedAt, size() - READ_AT_MOST), Long.MAX_VALUE).lines().toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    private String read(long from, long to) {
        if (!Files.exists(file)) {
            return "";
        }
        try (var access = new RandomAccessFile(file.toFile(), "r")) {
            var bytes = new byte[(int) Math.min(READ_AT_MOST, Math.max(0, Math.min(to, access.length()) - from))];
            access.seek(from);
            access.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long size() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path sibling(int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }
}
