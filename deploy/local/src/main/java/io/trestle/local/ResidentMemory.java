package io.trestle.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.trestle.engines.process.Command;

/** Memory of a process with its children, KiB. */
final class ResidentMemory {
    private static final Path PROC = Path.of("/proc");

    private ResidentMemory() {
    }

    /** What PostgreSQL's processes share is counted once on Linux; elsewhere the resident sizes are added up. */
    static long of(Stream<ProcessHandle> processes) {
        var pids = processes.map(ProcessHandle::pid).toList();
        return Files.isReadable(PROC.resolve("self/status")) ? fromProc(pids) : fromPs(pids);
    }

    private static long fromProc(List<Long> pids) {
        long own = 0;
        long files = 0;
        long shared = 0;
        for (var pid : pids) {
            try {
                var status = Files.readString(PROC.resolve(pid + "/status"));
                own += kibibytes(status, "RssAnon:");
                files = Math.max(files, kibibytes(status, "RssFile:"));
                shared = Math.max(shared, kibibytes(status, "RssShmem:"));
            } catch (IOException ended) {
                // counts nothing
            }
        }
        return own + files + shared;
    }

    private static long kibibytes(String status, String field) {
        return status.lines().filter(line -> line.startsWith(field)).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
    }

    private static long fromPs(List<Long> pids) {
        var list = String.join(",", pids.stream().map(String::valueOf).toList());
        return Command.of("ps", "-o", "rss=", "-p", list).run().text().lines().map(String::strip).filter(line -> line.matches("\\d+"))
                .mapToLong(Long::parseLong).sum();
    }
}
