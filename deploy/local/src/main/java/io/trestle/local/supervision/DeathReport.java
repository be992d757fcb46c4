package io.trestle.local.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.process.DiskTrouble;

/** What a person needs to know about a process that died or never got ready: how it ended, the end of its log, and where the rest is. */
final class DeathReport {
    private static final int LINES = 20;
    /** A shell's and the JDK's way to say "ended by signal n". */
    private static final int SIGNAL = 128;
    private static final long NEARLY_FULL = 20L * 1024 * 1024;

    private DeathReport() {
    }

    static String of(Program program, LogFile log, @Nullable Process process) {
        var how = process == null || process.isAlive() ? "is not running" : "ended: " + ending(process.exitValue());
        return program.name() + " " + how + diskNote(log) + logEnd(log);
    }

    static String notReady(Program program, LogFile log, Duration after) {
        return program.name() + " did not get ready within " + after.toSeconds() + " s" + diskNote(log) + logEnd(log);
    }

    private static String ending(int exit) {
        return exit > SIGNAL ? "killed by signal " + (exit - SIGNAL) : "exit status " + exit;
    }

    private static String diskNote(LogFile log) {
        try {
            var store = Files.getFileStore(log.path().toAbsolutePath().getParent());
            if (store.getUsableSpace() < NEARLY_FULL || DiskTrouble.isFull(log.sinceStart())) {
                return "\n  The disk is full: " + log.path().getParent() + " has " + store.getUsableSpace() / (1024 * 1024)
                        + " MiB left. Free some space and start again.";
            }
        } catch (IOException e) {
            // a hint only
        }
        return "";
    }

    private static String logEnd(LogFile log) {
        var tail = log.tail(LINES);
        return "\n  Log: " + log.path() + (tail.isEmpty()
                ? " (empty)"
                : tail.stream().map(line -> "  | " + line).collect(Collectors.joining("\n", "\n", "")));
    }
}
