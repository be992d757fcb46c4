package io.trestle.local.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same number.
 *
 * @param pid number of the process
 * @param start when it was started, in whatever unit the system gives: only ever compared. On Linux this is the boot's id and the clock ticks
 *        since that boot, because wall-clock start times move when the clock is set
 */
public record ProcessIdentity(long pid, String start) {

    private static final Path PROC = Path.of("/proc");
    private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));
    /** Positions after the command name, which is in parentheses and may hold spaces (proc(5)). */
    private static final int STATE = 0;
    private static final int START_TICKS = 19;

    /** The process that has this number now; empty when none has, or when it is only a zombie. */
    static Optional<ProcessIdentity> of(long pid) {
        return start(pid).map(start -> new ProcessIdentity(pid, start));
    }

    static ProcessIdentity self() {
        return of(ProcessHandle.current().pid()).orElseThrow();
    }

    /** Whether this very process still runs. */
    boolean isAlive() {
        return start(pid).filter(start::equals).isPresent();
    }

    /** A handle to act on; empty when this very process is gone, so that nobody signals its successor. */
    public Optional<ProcessHandle> handle() {
        return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    /** Whether it is held by SIGSTOP; always false where the system does not tell. */
    public boolean isPaused() {
        try {
            return LINUX && isAlive() && fields(pid)[STATE].equals("T");
        } catch (IOException gone) {
            return false;
        }
    }

    private static Optional<String> start(long pid) {
        if (!LINUX) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).flatMap(handle -> handle.info().startInstant())
                    .map(Instant::toString);
        }
        try {
            var fields = fields(pid);
            // A zombie has ended; in a container without an init process nobody may ever collect it.
            return fields[STATE].equals("Z") ? Optional.empty() : Optional.of(bootId() + "/" + fields[START_TICKS]);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static String[] fields(long pid) throws IOException {
        var stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static String bootId() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    }
}
