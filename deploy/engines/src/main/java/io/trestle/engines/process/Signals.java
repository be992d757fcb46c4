package io.trestle.engines.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Signals to processes; Java has methods only for SIGTERM and SIGKILL. */
public final class Signals {

    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private Signals() {
    }

    /** Sends a signal, such as {@code INT}, to each of the processes that still lives. */
    public static void send(String signal, Stream<ProcessHandle> processes) {
        processes.filter(ProcessHandle::isAlive).forEach(process -> Command.of("kill", "-" + signal, Long.toString(process.pid())).run());
    }

    /** Kills the processes and waits until they are gone. */
    public static void killAndAwait(Stream<ProcessHandle> processes) {
        List<ProcessHandle> all = processes.toList();
        all.forEach(ProcessHandle::destroyForcibly);
        // Bounded: in a container whose first process reaps no orphans, the dead stay visible for ever.
        CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** A process and all that it started. */
    public static Stream<ProcessHandle> tree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }
}
