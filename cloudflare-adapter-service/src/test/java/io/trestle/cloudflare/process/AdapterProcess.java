package io.trestle.cloudflare.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as it is packaged, in a process of its own, which may be killed and frozen. */
final class AdapterProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Path LOGS = Path.of("target", "process-logs");
    private static final Pattern PORTS = Pattern
            .compile("Listening on: http://127\\.0\\.0\\.1:(\\d+).*Management interface listening on http://127\\.0\\.0\\.1:(\\d+)");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;

    private AdapterProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns at once; see {@link #awaitReady}. */
    static AdapterProcess start(Map<String, String> configuration) {
        assertThat(APPLICATION).as("the packaged service, which `mvn verify` builds").exists();
        try {
            var log = Files.createDirectories(LOGS).resolve("adapter-" + STARTED.incrementAndGet() + ".log");
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dquarkus.http.port=0", "-Dquarkus.management.port=0"));
            configuration.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-jar", APPLICATION.toString()));
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            return new AdapterProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AdapterProcess awaitReady() {
        await().atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as(() -> "the service ended:\n" + log()).isTrue();
            return ports().find() && get(2, "/q/health/ready", null).statusCode() == 200;
        });
        return this;
    }

    /** SIGKILL: nothing is finished, nothing is given back. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGSTOP: to everybody else a process that hangs. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String get(String path, String authorization) {
        return get(1, path, authorization).body();
    }

    String send(String method, String path, String authorization) {
        return exchange(request(1, path, authorization).method(method, HttpRequest.BodyPublishers.noBody())).body();
    }

    String management(String path) {
        return get(2, path, null).body();
    }

    private HttpResponse<String> get(int port, String path, String authorization) {
        return exchange(request(port, path, authorization).GET());
    }

    private HttpRequest.Builder request(int port, String path, String authorization) {
        var ports = ports();
        assertThat(ports.find()).as("the service listens").isTrue();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.group(port) + path)).timeout(Duration.ofSeconds(30));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Matcher ports() {
        return PORTS.matcher(log());
    }

    private void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitEnd() {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ended").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
