package io.trestle.local.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One process of the stack as {@code run/<name>.json} has it, so that {@code status}, {@code down} and the next {@code up} know it without the
 * launcher.
 *
 * @param pid 0 while it waits for its next start
 * @param start see {@link ProcessIdentity#start()}
 * @param port the main one
 * @param since when it was started, epoch milliseconds
 * @param restarts how often the launcher has started it again
 */
public record RunRecord(String name, Tier tier, long pid, String start, int port, State state, long since, int restarts) {

    public enum State {
        STARTING,
        READY,
        /** It died; the launcher waits before it starts it again. */
        RESTARTING,
        /** It died or was stopped, and nobody will start it again. */
        STOPPED
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    public ProcessIdentity identity() {
        return new ProcessIdentity(pid, start);
    }

    public void writeTo(Path run) {
        try {
            Files.createDirectories(run);
            var fresh = run.resolve(name + ".json.new");
            Files.write(fresh, JSON.writeValueAsBytes(this));
            Files.move(fresh, file(run, name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void forget(Path run, String name) {
        try {
            Files.deleteIfExists(file(run, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All records, in the order in which the processes were started. */
    public static List<RunRecord> readAll(Path run) {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (var files = Files.newDirectoryStream(run, "*.json")) {
            var records = new java.util.ArrayList<RunRecord>();
            for (var file : files) {
                read(file).ifPresent(records::add);
            }
            records.sort(Comparator.comparing(RunRecord::tier).thenComparing(RunRecord::since));
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<RunRecord> read(Path file) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), RunRecord.class));
        } catch (java.nio.file.NoSuchFileException stoppedMeanwhile) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            // Written whole or not at all, so this was edited by hand; without a start time nothing may be killed by it.
            return Optional.empty();
        }
    }

    private static Path file(Path run, String name) {
        return run.resolve(name + ".json");
    }
}
