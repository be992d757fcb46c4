package io.trestle.comfy.process;

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

import io.vertx.core.json.JsonObject;

/** The service as it is packaged, in a process of its own, which may be killed. */
final class BridgeProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Path LOGS = Path.of("target", "process-logs");
    private static final Pattern PORTS = Pattern
            .compile("Listening on: http://127\\.0\\.0\\.1:(\\d+).*Management interface listening on http://127\\.0\\.0\\.1:(\\d+)");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;

    private BridgeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns at once; see {@link #awaitReady}. */
    static BridgeProcess start(Map<String, String> configuration) {
        assertThat(APPLICATION).as("the packaged service, which `mvn verify` builds").exists();
        try {
            var log = Files.createDirectories(LOGS).resolve("bridge-" + STARTED.incrementAndGet() + ".log");
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dquarkus.http.port=0", "-Dquarkus.management.port=0"));
            configuration.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-jar", APPLICATION.toString()));
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            return new BridgeProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BridgeProcess awaitReady() {
        await().atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as(() -> "the service ended:\n" + log()).isTrue();
            return ports().find() && exchange(request(2, "/q/health/ready").GET()).statusCode() == 200;
        });
        return this;
    }

    /** SIGKILL: nothing is finished, nothing is given back. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM: what is under way is finished, what watches is sent away. */
    void terminate() {
        process.destroy();
        awaitEnd();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code http://127.0.0.1:port} */
    String baseUrl() {
        return address(1);
    }

    String get(String path) {
        return exchange(request(1, path).GET()).body();
    }

    byte[] bytes(String path) throws IOException, InterruptedException {
        return http.send(request(1, path).GET().build(), BodyHandlers.ofByteArray()).body();
    }

    /** Fails where the process dies under it. */
    HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        return http.send(request(1, path).header("Content-Type", "application/json").header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** @return what the file is called; fails where the process dies under it */
    String upload(String name, byte[] content) throws IOException, InterruptedException {
        var head = "--boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: image/png\r\n\r\n";
        var answer = http.send(request(1, "/upload").header("Content-Type", "multipart/form-data; boundary=boundary")
                .POST(HttpRequest.BodyPublishers.concat(HttpRequest.BodyPublishers.ofString(head),
                        HttpRequest.BodyPublishers.ofByteArray(content), HttpRequest.BodyPublishers.ofString("\r\n--boundary--\r\n")))
                .build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getString("file");
    }

    private String address(int port) {
        var ports = ports();
        assertThat(ports.find()).as("the service listens").isTrue();
        return "http://127.0.0.1:" + ports.group(port);
    }

    private HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create(address(port) + path)).timeout(Duration.ofSeconds(30));
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
