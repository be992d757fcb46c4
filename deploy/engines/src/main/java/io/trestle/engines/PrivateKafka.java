package io.trestle.engines;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.trestle.engines.process.ChildJvm;
import io.trestle.engines.process.ClassPath;
import io.trestle.engines.process.DiskTrouble;
import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.Ports;
import io.trestle.engines.process.Signals;
import io.trestle.engines.process.ThrowAwayDirectory;

/** A Kafka broker of one's own, in a child JVM that ends with this one. */
public final class PrivateKafka implements PrivateEngine {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final ThrowAwayDirectory directory;
    private final int port;
    private @Nullable Process process;

    private PrivateKafka(ThrowAwayDirectory directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static PrivateKafka create() {
        var kafka = new PrivateKafka(ThrowAwayDirectory.create(), Ports.free());
        kafka.start();
        return kafka;
    }

    @Override
    public String address() {
        return Ports.HOST + ":" + port;
    }

    /** Where its logs lie; for tests that damage them while it is down. */
    Path data() {
        return directory.path().resolve("kafka");
    }

    @Override
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        try {
            process = launch();
            awaitReady(process);
        } catch (IOException e) {
            throw DiskTrouble.explain(e, directory.path());
        }
    }

    @Override
    public synchronized void stop() {
        if (process != null) {
            // a frozen process could not obey
            signal("CONT");
            process.destroy();
            awaitEnd(process);
        }
    }

    @Override
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(process);
        }
    }

    @Override
    public synchronized void pause() {
        signal("STOP");
    }

    @Override
    public synchronized void resume() {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
        directory.close();
    }

    private Process launch() throws IOException {
        List<String> arguments = List.of(data().toString(), Integer.toString(port), EngineProcess.FAST,
                EngineProcess.EXIT_WITH_PARENT);
        return new ProcessBuilder(ChildJvm.command(ClassPath.ofEngines(), KafkaMain.class, List.of(), arguments))
                .redirectError(log().toFile()).start();
    }

    private void awaitReady(Process started) throws IOException {
        BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null && !line.startsWith(EngineProcess.READY)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new EngineFailure("the private Kafka broker did not start: " + Files.readString(log()));
        }
    }

    private Path log() {
        return directory.path().resolve("kafka.log");
    }

    private void signal(String name) {
        if (process != null) {
            Signals.send(name, Stream.of(process.toHandle()));
        }
    }

    private static void awaitEnd(Process ending) {
        try {
            if (!ending.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                ending.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
