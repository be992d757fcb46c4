package io.trestle.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.trestle.engines.TestEnvironment;
import io.trestle.engines.process.Ports;

/**
 * From {@code exec} to the first 200 at {@code /q/health/ready}, with migrations done and Kafka joined, for each service and each
 * {@link StartupVariant}, turn by turn; and resident memory after 15 s without a request.
 */
final class StartupBenchmark implements Measurement {

    private static final List<String> SERVICES = List.of("client-api-service", "cloudflare-adapter-service", "comfy-bridge-service",
            "compute-gateway-service", "dbc-adapter-service");
    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Of the targets: with an AOT cache on JDK 25, with class data before. */
    private static final double READY_SECONDS = Runtime.version().feature() >= 25 ? 1.0 : 2.0;
    private static final double RESIDENT_MIB = 200;

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Findings run(Path root) throws Exception {
        var findings = new Findings();
        var directory = Files.createTempDirectory(Files.createDirectories(root.resolve("deploy/benchmarks/target/runs")), "startup");
        try (var engines = TestEnvironment.create()) {
            for (var service : SERVICES) {
                measure(service, root.resolve(service).resolve("target/quarkus-app/quarkus-run.jar"), directory, engines, findings);
            }
        }
        return findings;
    }

    private void measure(String service, Path jar, Path directory, TestEnvironment engines, Findings findings) throws Exception {
        var archive = directory.resolve(service + ".archive");
        // its migrations are done with this one, so no later start is slower for them
        start(StartupVariant.training(jar, archive), directory, engines).stop();
        var seconds = new EnumMap<StartupVariant, List<Double>>(StartupVariant.class);
        var resident = new EnumMap<StartupVariant, Double>(StartupVariant.class);
        for (var round = 0; round < ROUNDS; round++) {
            for (var variant : StartupVariant.values()) {
                var started = start(variant.command(jar, archive), directory, engines);
                seconds.computeIfAbsent(variant, one -> new ArrayList<>()).add(started.seconds());
                if (round == 0) {
                    StartupVariant.settle();
                    resident.put(variant, StartupVariant.resident(started.process()));
                }
                started.stop();
            }
        }
        for (var variant : StartupVariant.values()) {
            var all = requireNonNull(seconds.get(variant)).stream().mapToDouble(Double::doubleValue).sorted().toArray();
            findings.note(service + ", " + variant,
                    String.format(Locale.ROOT, "ready after %.2f s [%.2f-%.2f], resident %.0f MiB", all[all.length / 2],
                            all[0], all[all.length - 1], resident.get(variant)));
        }
        var best = requireNonNull(seconds.get(StartupVariant.ARCHIVED)).stream().mapToDouble(Double::doubleValue).sorted().toArray();
        findings.atMost(service + ", ready", best[best.length / 2], READY_SECONDS, "s");
        findings.atMost(service + ", resident",
                Math.min(requireNonNull(resident.get(StartupVariant.ARCHIVED)), requireNonNull(resident.get(StartupVariant.SMALL))),
                RESIDENT_MIB,
                "MiB");
    }

    private record Started(Process process, double seconds) {
        void stop() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private Started start(List<String> command, Path directory, TestEnvironment engines) throws Exception {
        var management = Ports.free();
        var log = directory.resolve("log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment(engines, directory, management));
        var begin = System.nanoTime();
        var process = builder.start();
        while (!isReady(management)) {
            if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException("The service did not get ready: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return new Started(process, (System.nanoTime() - begin) / 1e9);
    }

    private boolean isReady(int management) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(10)).build();
            return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Map<String, String> environment(TestEnvironment engines, Path directory, int management) {
        var all = new HashMap<String, String>();
        engines.configuration().forEach((name, value) -> all.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        var key = Base64.getEncoder().encodeToString(new byte[32]);
        for (var name : Arrays.asList("QUARKUS_HTTP_PORT", "QUARKUS_GRPC_SERVER_PORT")) {
            all.put(name, "" + Ports.free());
        }
        all.putAll(Map.of("QUARKUS_MANAGEMENT_PORT", "" + management, "TRESTLE_SECRETS_ACTIVE_KEY", "k1", "TRESTLE_SECRETS_KEYS_K1", key,
                "TRESTLE_CLOUDFLARE_MASTER_KEY", key, "TRESTLE_CLOUDFLARE_API_URL", "http://127.0.0.1:9", "MALLOC_ARENA_MAX", "2",
                "TRESTLE_FILES_DIRECTORY", directory.resolve("files").toString(), "TRESTLE_COMFY_CONTENT_DIRECTORY",
                directory.resolve("content").toString()));
        for (var name : List.of("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_ZONE_ID", "CLOUDFLARE_ZONE_NAME")) {
            all.put(name, "none.test");
        }
        return all;
    }
}
