package io.trestle.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import io.trestle.gateway.GatewayClient;

/** The service as it is packaged, in a process of its own, which may be killed. */
final class GatewayProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Path LOGS = Path.of("target", "process-logs");
    private static final Pattern PORT = Pattern.compile("Gateway listens on http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern MANAGEMENT = Pattern.compile("Management interface listening on http://127\\.0\\.0\\.1:(\\d+)");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns at once; see {@link #awaitReady}. */
    static GatewayProcess start(Map<String, String> configuration, String... arguments) {
        assertThat(APPLICATION).as("the packaged service, which `mvn verify` builds").exists();
        try {
            var log = Files.createDirectories(LOGS).resolve("gateway-" + STARTED.incrementAndGet() + ".log");
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dquarkus.http.port=0", "-Dquarkus.management.port=0",
                    "-Dquarkus.grpc.server.port=0"));
            configuration.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-jar", APPLICATION.toString()));
            command.addAll(List.of(arguments));
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            // A test run that is broken off leaves nothing behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new GatewayProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GatewayProcess awaitReady() {
        await().atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as(() -> "the service ended:\n" + log()).isTrue();
            return port(PORT) > 0 && port(MANAGEMENT) > 0 && isReady();
        });
        return this;
    }

    private boolean isReady() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(MANAGEMENT) + "/q/health/ready"))
                .timeout(Duration.ofSeconds(30)).build();
        return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    GatewayClient client() {
        return new GatewayClient(() -> port(PORT));
    }

    /** SIGKILL: nothing is finished, nothing is given back. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    int awaitExit() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the process ended").isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port(Pattern pattern) {
        var found = pattern.matcher(log());
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
