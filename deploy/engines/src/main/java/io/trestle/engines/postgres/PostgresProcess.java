package io.trestle.engines.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.PortTaken;
import io.trestle.engines.process.Signals;

/** The processes of a started server: a shell that outlives neither this JVM nor the server, the postmaster, and its children. */
final class PostgresProcess {

    // The shell holds a pipe from this JVM. When the JVM dies, however it dies, the pipe ends and the server quits at once, as in a crash;
    // recovery at the next start is PostgreSQL's normal path. setsid keeps a Ctrl-C in the terminal from the server: its supervisor stops it.
    private static final String SUPERVISION = """
            trap '' INT HUP
            exec 3<&0 0</dev/null
            command -v setsid >/dev/null && set -- setsid "$@"
            "$@" 3<&- &
            server=$!
            { cat <&3 >/dev/null; kill -QUIT $server; } 2>/dev/null &
            watcher=$!
            exec 3<&-
            wait $server
            status=$?
            kill $watcher 2>/dev/null
            exit $status
            """;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(10);

    private final Process shell;
    private final ProcessHandle postmaster;

    private PostgresProcess(Process shell, ProcessHandle postmaster) {
        this.shell = shell;
        this.postmaster = postmaster;
    }

    /** Waits for a server whose supervisor was killed, and which is just quitting. */
    static void awaitOrphan(PostgresCluster cluster) {
        long deadline = System.nanoTime() + ORPHAN_LIMIT.toNanos();
        Optional<Postmaster> orphan = Postmaster.of(cluster.data());
        while (orphan.isPresent() && orphan.get().isServer()) {
            if (System.nanoTime() > deadline) {
                throw new EngineFailure("data directory " + cluster.directory() + " is in use by a running PostgreSQL, process "
                        + orphan.get().pid());
            }
            LockSupport.parkNanos(POLL.toNanos());
            orphan = Postmaster.of(cluster.data());
        }
    }

    static PostgresProcess start(PostgresCluster cluster, int port, Durability durability, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Files.deleteIfExists(cluster.log());
            Process shell = launch(cluster, cluster.serverCommand(port, durability));
            Optional<ProcessHandle> postmaster = awaitReady(shell, cluster, deadline);
            if (postmaster.isPresent()) {
                return new PostgresProcess(shell, postmaster.get());
            }
            String log = Files.readString(cluster.log());
            if (log.contains("Address already in use")) {
                throw new PortTaken(port, "PostgreSQL");
            }
            // children of a killed server that have not noticed yet hold its shared memory; they go within moments
            if (!log.contains("pre-existing shared memory block") || System.nanoTime() > deadline) {
                throw cluster.explain(log);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    Stream<ProcessHandle> tree() {
        return Signals.tree(postmaster);
    }

    void awaitEnd() throws InterruptedException {
        shell.waitFor();
    }

    void stop() {
        Signals.send("CONT", tree());
        Signals.send("INT", Stream.of(postmaster));
        if (!ended(STOP_LIMIT)) {
            kill();
        }
    }

    void kill() {
        Signals.killAndAwait(tree());
        if (!ended(STOP_LIMIT)) {
            throw new EngineFailure("PostgreSQL, process " + postmaster.pid() + ", does not end");
        }
    }

    private boolean ended(Duration limit) {
        try {
            return shell.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process launch(PostgresCluster cluster, List<String> server) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", SUPERVISION, "sh"));
        command.addAll(server);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(cluster.log().toFile());
        builder.directory(cluster.directory().toFile());
        // messages are read by us
        builder.environment().put("LC_ALL", "C");
        // After a reboot another process may have the id in the stale postmaster.pid. PostgreSQL takes that for a running server, unless the
        // process is its grandparent: miscinit.c, CreateLockFile. The check of the shared memory, which the file also allows, remains.
        Postmaster.of(cluster.data()).filter(Postmaster::processLives)
                .ifPresent(stale -> builder.environment().put("PG_GRANDPARENT_PID", Long.toString(stale.pid())));
        return builder.start();
    }

    private static Optional<ProcessHandle> awaitReady(Process shell, PostgresCluster cluster, long deadline) {
        try {
            while (!shell.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                Optional<ProcessHandle> ready = Postmaster.of(cluster.data()).filter(Postmaster::ready)
                        .flatMap(postmaster -> ProcessHandle.of(postmaster.pid()))
                        .filter(postmaster -> shell.descendants().anyMatch(postmaster::equals));
                if (ready.isPresent()) {
                    return ready;
                }
                if (System.nanoTime() > deadline) {
                    shell.descendants().forEach(ProcessHandle::destroyForcibly);
                    throw new EngineFailure("PostgreSQL on " + cluster.directory() + " did not get ready in time");
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
            throw new EngineFailure("interrupted while PostgreSQL was starting", e);
        }
    }
}
