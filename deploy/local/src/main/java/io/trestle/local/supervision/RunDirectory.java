package io.trestle.local.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** {@code run/} and {@code logs/} of a data directory: what runs, and what it printed. */
public record RunDirectory(Path data) {

    public static RunDirectory in(Path data) {
        try {
            Files.createDirectories(data.resolve("run"));
            Files.createDirectories(data.resolve("logs"));
            return new RunDirectory(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path directory() {
        return data.resolve("run");
    }

    LogFile log(String name) {
        return new LogFile(data.resolve("logs").resolve(name + ".log"));
    }

    /** Notes the present state of a process. */
    void record(Program program, @Nullable Process process, RunRecord.State state, long since, int restarts) {
        var identity = process == null ? null : ProcessIdentity.of(process.pid()).orElse(null);
        var port = program.ports().isEmpty() ? 0 : program.ports().get(0);
        var pid = identity == null ? 0 : identity.pid();
        var start = identity == null ? "" : identity.start();
        new RunRecord(program.name(), program.tier(), pid, start, port, state, since, restarts).writeTo(directory());
    }

    public void forget(String name) {
        RunRecord.forget(directory(), name);
    }
}
