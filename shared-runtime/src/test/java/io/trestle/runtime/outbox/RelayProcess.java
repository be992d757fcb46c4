package io.trestle.runtime.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trestle.engines.TestEnvironment;
import io.trestle.runtime.ServiceDatabase;
import io.vertx.core.Vertx;

/** A relay in a process of its own, to be killed. */
final class RelayProcess implements AutoCloseable {

    private final Process process;

    private RelayProcess(Process process) {
        this.process = process;
    }

    static RelayProcess start(TestEnvironment environment) {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var command = List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1", "-cp", classPath,
                RelayProcess.class.getName(), environment.postgres().hostAndPort(), environment.database(), environment.password(),
                environment.bootstrapServers());
        try {
            var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            return new RelayProcess(process.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) {
        var vertx = Vertx.vertx();
        var pool = ServiceDatabase.pool(vertx, args[0], args[1], args[2]);
        var settings = new OutboxSettings();
        var kafka = new KafkaSender(Map.of("bootstrap.servers", args[3]), settings.deliveryTimeout());
        new OutboxRelay(vertx, new OutboxBatch(pool, kafka, settings), settings, new OutboxMetrics(pool, new SimpleMeterRegistry()))
                .start();
    }
}
