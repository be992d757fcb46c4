package io.trestle.engines.process;

import java.util.stream.Stream;

/** UNIX signals that Java has no method for. */
public final class Signals {

    private Signals() {
    }

    /** Sends a signal, such as {@code INT}, to each of the processes that still lives. */
    public static void send(String signal, Stream<ProcessHandle> processes) {
        processes.filter(ProcessHandle::isAlive).forEach(process -> Command.of("kill", "-" + signal, Long.toString(process.pid())).run());
    }

    /** A process and all that it started. */
    public static Stream<ProcessHandle> tree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }
}
