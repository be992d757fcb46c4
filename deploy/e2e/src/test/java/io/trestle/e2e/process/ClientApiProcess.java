package io.trestle.e2e.process;

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
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.trestle.engines.TestEnvironment;
import io.trestle.engines.process.Ports;

/** client-api-service as it is deployed: a JVM of its own, on a port of its own. */
public final class ClientApiProcess implements AutoCloseable {

    public static final String KEY = "test-local-key-0000001";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final int port;
    private final Path log;

    private ClientApiProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** What a process is started with; two with the same directory are replicas. */
    public record Settings(TestEnvironment environment, Path directory, List<String> jvm, List<String> before,
            Map<String, String> configuration) {

        public static Settings of(TestEnvironment environment, Path directory) {
            return new Settings(environment, directory, List.of("-Xmx256m"), List.of(), Map.of());
        }

        public Settings withJvm(String... options) {
            return new Settings(environment, directory, List.of(options), before, configuration);
        }

        public Settings with(String name, String value) {
            var all = new HashMap<>(configuration);
            all.put(name, value);
            return new Settings(environment, directory, jvm, before, all);
        }

        /** Run by bash right before the JVM. */
        public Settings after(String command) {
            return new Settings(environment, directory, jvm, List.of(command), configuration);
        }
    }

    /** Returns when it is ready. */
    public static ClientApiProcess start(Settings settings) {
        try {
            var port = Ports.free();
            var management = Ports.free();
            var log = Files.createTempFile(Files.createDirectories(settings.directory()), "client-api", ".log");
            var process = new ProcessBuilder(command(settings, port, management)).redirectErrorStream(true)
                    .redirectOutput(log.toFile()).start();
            var started = new ClientApiProcess(process, port, log);
            await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(200))
                    .until(() -> !process.isAlive() || answers(URI.create("http://127.0.0.1:" + management + "/q/health/ready")));
            if (!process.isAlive()) {
                throw new IllegalStateException("client-api-service did not start:\n" + Files.readString(log));
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Settings settings, int port, int management) {
        var jar = Path.of(System.getProperty("trestle.root"), "client-api-service", "target", "quarkus-app", "quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("client-api-service is not packaged: there is no " + jar);
        }
        var java = new ArrayList<String>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(settings.jvm());
        java.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        var configuration = new HashMap<>(settings.environment().configuration());
        configuration.putAll(Map.of("quarkus.http.port", "" + port, "quarkus.management.port", "" + management,
                "trestle.files.directory", settings.directory().resolve("files").toString(),
                "trestle.identity.local-key", KEY,
                "trestle.secrets.active-key", "k1",
                "trestle.secrets.keys.k1", Base64.getEncoder().encodeToString(new byte[32])));
        configuration.putAll(settings.configuration());
        configuration.forEach((name, value) -> java.add("-D" + name + "=" + value));
        java.addAll(List.of("-jar", jar.toString()));
        if (settings.before().isEmpty()) {
            return java;
        }
        var shell = new ArrayList<>(List.of("bash", "-c", settings.before().get(0) + "; exec \"$@\"", "bash"));
        shell.addAll(java);
        return shell;
    }

    private static boolean answers(URI address) {
        try {
            return HTTP.send(HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.discarding())
                    .statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    public void awaitEnd() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("client-api-service does not end:\n" + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** The most memory that it had, in bytes; Linux only, -1 elsewhere. Pages of files do not count. */
    public long mostMemory() {
        try {
            var status = Path.of("/proc", String.valueOf(process.pid()), "status");
            return Files.exists(status)
                    ? Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElse(-1)
                    : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
