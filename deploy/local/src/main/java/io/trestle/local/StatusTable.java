package io.trestle.local;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.trestle.engines.process.Signals;
import io.trestle.local.suite.Service;
import io.trestle.local.supervision.Readiness;
import io.trestle.local.supervision.RunDirectory;
import io.trestle.local.supervision.RunRecord;
import io.trestle.local.supervision.Tier;

/** {@code trestle status}: every process as it is now, not as it was last recorded. */
final class StatusTable {
    private static final String LINE = "%-28s %8s %6s  %-11s %8s  %s";

    /** @param healthy whether everything is ready */
    record Result(List<String> lines, boolean healthy) {
    }

    private record Row(String name, String pid, String port, String state, long memory, String uptime) {
    }

    private StatusTable() {
    }

    /** @param portOffset of the running launcher */
    static Result of(RunDirectory run, int portOffset, long now) {
        var records = RunRecord.readAll(run.directory());
        var rows = records.stream().map(record -> row(record, portOffset, now)).toList();
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, LINE, "NAME", "PID", "PORT", "STATE", "RSS MiB", "UPTIME"));
        for (var row : rows) {
            lines.add(String.format(Locale.ROOT, LINE, row.name(), row.pid(), row.port(), row.state(), mebibytes(row.memory()),
                    row.uptime()));
        }
        var total = rows.stream().mapToLong(Row::memory).sum();
        lines.add(String.format(Locale.ROOT, LINE, "total", "", "", "", mebibytes(total), ""));
        return new Result(lines, rows.stream().allMatch(row -> row.state().equals("ready")));
    }

    private static Row row(RunRecord record, int portOffset, long now) {
        var port = record.tier() == Tier.LAUNCHER ? "-" : String.valueOf(record.port());
        return record.identity().handle()
                .map(process -> new Row(record.name(), String.valueOf(record.pid()), port, state(record, portOffset),
                        memory(record, process), uptime(now - record.since())))
                .orElseGet(() -> new Row(record.name(), "-", port, record.state() == RunRecord.State.RESTARTING ? "restarting" : "dead", 0,
                        "-"));
    }

    /** The launcher's children have rows of their own. */
    private static long memory(RunRecord record, ProcessHandle process) {
        return ResidentMemory.of(record.tier() == Tier.LAUNCHER ? Stream.of(process) : Signals.tree(process));
    }

    private static String state(RunRecord record, int portOffset) {
        if (record.identity().isPaused()) {
            return "paused";
        }
        if (record.state() == RunRecord.State.READY && !answers(record, portOffset)) {
            return "not ready";
        }
        return record.state().name().toLowerCase(Locale.ROOT);
    }

    private static boolean answers(RunRecord record, int portOffset) {
        return Service.named(record.name()).map(service -> URI.create("http://127.0.0.1:" + (service.managementPort() + portOffset)
                + "/q/health/ready")).map(Readiness::answersOk).orElse(true);
    }

    private static String mebibytes(long kibibytes) {
        return kibibytes == 0 ? "-" : String.valueOf(kibibytes / 1024);
    }

    private static String uptime(long millis) {
        var duration = Duration.ofMillis(millis);
        return duration.toHours() > 0
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : duration.toMinutes() > 0 ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s" : duration.toSeconds() + " s";
    }
}
