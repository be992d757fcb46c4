package io.trestle.e2e.upgrade;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.trestle.engines.process.Ports;

/** One process of a service, of one version. */
final class Replica implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final int port;
    private final Path log;

    private Replica(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Returns when it is ready. */
    static Replica start(String service, Version version, Map<String, String> settings, Path directory) {
        try {
            var port = Ports.free();
            var management = Ports.free();
            var log = Files.createTempFile(Files.createDirectories(directory), service + "-" + version.name() + "-", ".log");
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var builder = new ProcessBuilder(List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar",
                    version.jar(service).toString())).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("TRESTLE_") || name.startsWith("QUARKUS_"));
            builder.environment().putAll(settings);
            builder.environment().putAll(Map.of("QUARKUS_HTTP_PORT", "" + port, "QUARKUS_MANAGEMENT_PORT", "" + management));
            var started = new Replica(builder.start(), port, log);
            await(service + " of the " + version.name() + " version").atMost(PATIENCE).pollInterval(Duration.ofMillis(200))
                    .until(() -> !started.process.isAlive() || isReady(management));
            if (!started.process.isAlive()) {
                throw new IllegalStateException(
                        service + " of the " + version.name() + " version does not start:\n" + Files.readString(log));
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isReady(int management) {
        try {
            var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(5)).build();
            return HTTP.send(ready, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    /** As a deployment does it; returns when the process has ended by itself. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("It does not end:\n" + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it logged as errors. */
    List<String> errors() {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.matches("\\S+ (ERROR|FATAL) .*")).map(line -> log.getFileName() + ": " + line).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
