package io.trestle.engines.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.process.DataDirectory;
import io.trestle.engines.process.DiskTrouble;
import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.EnginesHome;
import io.trestle.engines.process.Ports;
import io.trestle.engines.process.Signals;

/**
 * A native PostgreSQL server on the loopback address, supervised by this JVM. It ends when this JVM does, however that ends.
 * Started by root, it runs as another user, who then owns the data directory.
 */
public final class PostgresEngine implements AutoCloseable {

    // of initdb and recovery on a busy machine
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private final Durability durability;
    private @Nullable Running running;

    private record Running(DataDirectory lock, PostgresProcess process, PostgresAddress address) {
    }

    private PostgresEngine(Path directory, int port, Durability durability) {
        this.directory = directory;
        this.port = port;
        this.durability = durability;
    }

    /**
     * Starts a server and returns when it accepts connections.
     *
     * @param directory its data, created if absent, kept at stop
     * @param port      TCP port; 0 chooses a free one, which later restarts keep
     * @throws EngineFailure with a message for a person
     */
    public static PostgresEngine start(Path directory, int port, Durability durability) {
        return port == 0 ? Ports.onFree(free -> startOn(free, directory, durability)) : startOn(port, directory, durability);
    }

    private static PostgresEngine startOn(int port, Path directory, Durability durability) {
        var engine = new PostgresEngine(directory, port, durability);
        engine.start();
        return engine;
    }

    public synchronized PostgresAddress address() {
        return current().address();
    }

    public synchronized boolean isRunning() {
        return running != null && running.process().isAlive();
    }

    /** Starts it again on the same port and data. Does nothing if it runs. */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        release();
        DataDirectory lock = DataDirectory.open(directory);
        try {
            running = startIn(lock);
        } catch (IOException e) {
            lock.close();
            throw DiskTrouble.explain(e, directory);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Stops it cleanly: open transactions are rolled back, the data is written. */
    public synchronized void stop() {
        if (running != null) {
            running.process().stop();
            release();
        }
    }

    public void restart() {
        stop();
        start();
    }

    /** Kills all its processes at once (SIGKILL), as a crash would. */
    public synchronized void kill() {
        if (running != null) {
            running.process().kill();
            release();
        }
    }

    /** Freezes all its processes (SIGSTOP): connections stay open, nothing answers. */
    public synchronized void pause() {
        Signals.send("STOP", processes());
    }

    /** Continues after {@link #pause}. */
    public synchronized void resume() {
        Signals.send("CONT", processes());
    }

    /** Returns when the server has ended, for whatever reason. */
    public void awaitEnd() throws InterruptedException {
        PostgresProcess process;
        synchronized (this) {
            process = current().process();
        }
        process.awaitEnd();
    }

    @Override
    public void close() {
        stop();
    }

    private Running startIn(DataDirectory lock) throws IOException {
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(EnginesHome.directory());
        var cluster = new PostgresCluster(lock.path(), binaries, ServerUser.forData(lock.path(), binaries));
        PostgresProcess.awaitOrphan(cluster);
        Ports.requireFree(port, "PostgreSQL");
        cluster.create(durability);
        PostgresProcess process = PostgresProcess.start(cluster, port, durability, START_LIMIT);
        return new Running(lock, process, new PostgresAddress(Ports.HOST, port, cluster.adminPassword()));
    }

    private Stream<ProcessHandle> processes() {
        return current().process().tree();
    }

    private Running current() {
        if (running == null) {
            throw new EngineFailure("PostgreSQL on " + directory + " is not running");
        }
        return running;
    }

    private void release() {
        if (running != null) {
            running.lock().close();
            running = null;
        }
    }

}
