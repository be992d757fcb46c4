package io.trestle.platform.image;

import java.io.IOException;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.trestle.engines.TestEnvironment;
import io.trestle.engines.process.Ports;

/** Runs a service once with the image's own Java, asks it a few things, and stops it, so that an archive of its classes is left behind. */
final class TrainingRun {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Of the management port: what every pod is asked for all the time. */
    private static final List<String> PATHS = List.of("/q/health/live", "/q/health/ready", "/q/metrics");

    private TrainingRun() {
    }

    /** Leaves {@link ImageLayout#archive()}. */
    static void of(ImageLayout layout, JavaRuntime runtime, TestEnvironment engines) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(runtime.root().resolve(JavaRuntime.HOME).resolve("bin/java").toString());
        command.addAll(ImageLayout.flags());
        command.add("-Xmx384m");
        command.add(ImageLayout.training());
        command.addAll(layout.start());
        var log = layout.directory().resolveSibling(layout.name() + ".training.log");
        var management = Ports.free();
        // the directory as in the image, by the relative names of its jars
        var builder = new ProcessBuilder(command).directory(layout.directory().toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment(engines, management));
        var process = builder.start();
        try {
            work(process, management, log);
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !Files.exists(layout.archive())) {
                throw new IllegalStateException(layout.name() + " left no archive of its classes: " + Files.readString(log));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static void work(Process process, int management, Path log) throws IOException, InterruptedException {
        var http = HttpClient.newHttpClient();
        var limit = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(http, management, "/q/health/ready")) {
            if (!process.isAlive() || System.nanoTime() > limit) {
                throw new IllegalStateException("The service does not get ready: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        for (var path : PATHS) {
            answers(http, management, path);
        }
    }

    private static boolean answers(HttpClient http, int port, String path) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(20)).build();
            return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What every service needs to get ready; nothing that it calls is there. */
    static Map<String, String> environment(TestEnvironment engines, int management) {
        var all = new HashMap<String, String>();
        engines.configuration().forEach((name, value) -> all.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        var key = Base64.getEncoder().encodeToString(new byte[32]);
        all.putAll(Map.of("QUARKUS_HTTP_PORT", "" + Ports.free(), "QUARKUS_MANAGEMENT_PORT", "" + management, "QUARKUS_GRPC_SERVER_PORT",
                "" + Ports.free(), "TRESTLE_SECRETS_ACTIVE_KEY", "k1", "TRESTLE_SECRETS_KEYS_K1", key, "TRESTLE_CLOUDFLARE_MASTER_KEY",
                key));
        all.putAll(Map.of("CLOUDFLARE_API_TOKEN", "none", "CLOUDFLARE_ACCOUNT_ID", "none", "CLOUDFLARE_ZONE_ID", "none",
                "CLOUDFLARE_ZONE_NAME", "none.test",
                "TRESTLE_CLOUDFLARE_API_URL", "http://127.0.0.1:9", "TRESTLE_FILES_DIRECTORY", "/tmp/trestle-training/files",
                "TRESTLE_COMFY_CONTENT_DIRECTORY", "/tmp/trestle-training/content", "MALLOC_ARENA_MAX", "2"));
        return all;
    }
}
