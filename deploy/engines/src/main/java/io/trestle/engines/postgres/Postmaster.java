package io.trestle.engines.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the server says about itself in {@code postmaster.pid}.
 *
 * @param pid   its process id
 * @param ready whether it accepts connections
 */
record Postmaster(long pid, boolean ready) {

    // line 1 is the process id, line 8 the status (PostgreSQL source, pidfile.h)
    private static final int STATUS_LINE = 7;

    /** Absent also when the file is being written just now. */
    static Optional<Postmaster> of(Path cluster) {
        try {
            List<String> lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
            if (lines.isEmpty()) {
                return Optional.empty();
            }
            boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return Optional.of(new Postmaster(Long.parseLong(lines.get(0).strip()), ready));
        } catch (IOException | NumberFormatException absent) {
            return Optional.empty();
        }
    }

    /** Whether a process with this id lives, be it the server or another that got the same id since. */
    boolean processLives() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Whether that process is a server. */
    boolean isServer() {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).map(command -> command.endsWith("/postgres"))
                .orElse(false);
    }
}
