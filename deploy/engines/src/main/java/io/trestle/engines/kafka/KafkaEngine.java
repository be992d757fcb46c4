package io.trestle.engines.kafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

import io.trestle.engines.process.DataDirectory;
import io.trestle.engines.process.DiskTrouble;
import io.trestle.engines.process.Durability;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.PortTaken;
import io.trestle.engines.process.Ports;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

/** A Kafka cluster of one node on the loopback address, inside this JVM. */
public final class KafkaEngine implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final int advertisedPort;
    private final Durability durability;
    private @Nullable Running running;

    private record Running(DataDirectory lock, KafkaRaftServer server) {
    }

    private KafkaEngine(Path directory, int port, int advertisedPort, Durability durability) {
        this.directory = directory;
        this.port = port;
        this.advertisedPort = advertisedPort;
        this.durability = durability;
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @param directory its data, created if absent, kept at stop
     * @param port      TCP port; 0 chooses a free one, which later restarts keep
     * @throws EngineFailure with a message for a person
     */
    public static KafkaEngine start(Path directory, int port, Durability durability) {
        return port == 0 ? Ports.onFree(free -> startOn(free, free, directory, durability)) : startOn(port, port, directory, durability);
    }

    /** The same behind a proxy: clients that ask at {@code port} are sent to {@code advertisedPort}. */
    public static KafkaEngine startBehind(int advertisedPort, Path directory, int port, Durability durability) {
        return startOn(port, advertisedPort, directory, durability);
    }

    private static KafkaEngine startOn(int port, int advertisedPort, Path directory, Durability durability) {
        var engine = new KafkaEngine(directory, port, advertisedPort, durability);
        engine.start();
        return engine;
    }

    /** {@code host:port}, as {@code kafka.bootstrap.servers} has it. */
    public String bootstrapServers() {
        return Ports.HOST + ":" + port;
    }

    /** Starts it again on the same port and data. Does nothing if it runs. */
    public synchronized void start() {
        if (running != null) {
            return;
        }
        DataDirectory lock = DataDirectory.open(directory);
        try {
            Ports.requireFree(port, "Kafka");
            running = new Running(lock, startIn(lock.path().resolve("logs")));
        } catch (Exception e) {
            lock.close();
            throw explain(e);
        }
    }

    /** Stops it cleanly. */
    public synchronized void stop() {
        if (running != null) {
            running.server().shutdown();
            running.server().awaitShutdown();
            running.lock().close();
            running = null;
        }
    }

    public void restart() {
        stop();
        start();
    }

    @Override
    public void close() {
        stop();
    }

    private KafkaRaftServer startIn(Path logs) throws Exception {
        format(logs);
        return Ports.onFree(controllerPort -> {
            var settings = new KafkaSettings(logs, port, advertisedPort, controllerPort, durability);
            var server = new KafkaRaftServer(KafkaConfig.fromProps(settings.asProperties(), false), Time.SYSTEM);
            try {
                server.startup();
                return server;
            } catch (Exception e) {
                server.shutdown();
                throw explain(e);
            }
        });
    }

    // Formatting writes meta.properties last: what was cut off is done again, what is complete is left alone.
    private static void format(Path logs) throws Exception {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        new Formatter().setClusterId(Uuid.randomUuid().toString()).setNodeId(KafkaSettings.NODE).addDirectory(logs.toString())
                .setMetadataLogDirectory(logs.toString()).setControllerListenerName(KafkaSettings.CONTROLLER)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)).run();
    }

    private EngineFailure explain(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EngineFailure known) {
                return known;
            }
            if (cause instanceof BindException) {
                return new PortTaken(port, "Kafka");
            }
            if (DiskTrouble.isFull(String.valueOf(cause.getMessage()))) {
                return DiskTrouble.full(directory, failure);
            }
        }
        return new EngineFailure("Kafka does not start on " + directory + ": " + failure.getMessage(), failure);
    }
}
