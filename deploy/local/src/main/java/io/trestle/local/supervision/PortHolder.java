package io.trestle.local.supervision;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.trestle.engines.process.Command;

/** Who listens on a TCP port of this machine. */
public final class PortHolder {
    private static final Path PROC = Path.of("/proc");
    /** The state LISTEN in /proc/net/tcp (proc(5)). */
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortHolder() {
    }

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // As our servers do: connections that linger in TIME_WAIT do not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** The listening process as "java (pid 4711)"; empty when the system does not tell, as with another user's process. */
    static Optional<String> of(int port) {
        return (Files.isReadable(PROC.resolve("net/tcp")) ? fromProc(port) : fromLsof(port)).map(PortHolder::describe);
    }

    private static Optional<Long> fromProc(int port) {
        var sockets = Stream.of("net/tcp", "net/tcp6").flatMap(table -> listeningInodes(table, port))
                .map(inode -> "socket:[" + inode + "]").collect(Collectors.toSet());
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(pid -> holdsAny(pid, sockets)).findFirst();
    }

    private static Stream<String> listeningInodes(String table, int port) {
        var suffix = String.format(Locale.ROOT, ":%04X", port);
        try (var lines = Files.lines(PROC.resolve(table))) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[LOCAL_ADDRESS].endsWith(suffix) && fields[STATE].equals(LISTEN)).map(fields -> fields[INODE])
                    .toList().stream();
        } catch (IOException noSuchTable) {
            return Stream.empty();
        }
    }

    private static boolean holdsAny(long pid, Set<String> sockets) {
        try (var descriptors = Files.list(PROC.resolve(pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static Optional<Long> fromLsof(int port) {
        var output = Command.of("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN").run();
        return output.text().lines().filter(line -> line.matches("\\d+")).findFirst().map(Long::valueOf);
    }

    private static String describe(long pid) {
        var command = ProcessHandle.of(pid).flatMap(handle -> handle.info().command()).map(path -> Path.of(path).getFileName().toString());
        return command.orElse("a process") + " (pid " + pid + ")";
    }

    /** Fails with every port that is taken, and by whom. */
    static void requireFree(List<Program> programs) {
        var taken = programs.stream().flatMap(program -> program.ports().stream().filter(port -> !isFree(port)).map(port -> "  port " + port
                + " (" + program.name() + ") is used by " + of(port).orElse("a process of another user"))).toList();
        if (!taken.isEmpty()) {
            throw new StackFailure("These ports are in use:\n" + String.join("\n", taken)
                    + "\nStop what uses them, or shift all ports of the stack: ./trestle up --port-offset 1000");
        }
    }
}
