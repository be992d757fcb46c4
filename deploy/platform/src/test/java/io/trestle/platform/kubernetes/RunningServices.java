package io.trestle.platform.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;

import io.trestle.engines.TestEnvironment;
import io.trestle.engines.process.Ports;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.CloudflareSimulatorConfig;

/**
 * The five packaged services as processes, each with the variables that the production overlay gives it. Changed is only what a cluster gives by
 * name (addresses), where each listens, and the file store.
 */
final class RunningServices implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final TestEnvironment engines = TestEnvironment.create();
    private final CloudflareSimulator cloudflare = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withPort(0));
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Map<ServiceModule, Integer> ports = new HashMap<>();
    private final Map<ServiceModule, Integer> managementPorts = new HashMap<>();
    private final Map<ServiceModule, Process> processes = new LinkedHashMap<>();
    private final Path directory;

    RunningServices() throws IOException {
        directory = Files.createDirectories(Checkout.path("deploy/platform/target/services"));
        for (var service : ServiceModule.all()) {
            ports.put(service, Ports.free());
            managementPorts.put(service, Ports.free());
        }
        for (var service : ServiceModule.all()) {
            processes.put(service, start(service));
        }
    }

    private Process start(ServiceModule service) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // small and quick to start: five of them share the machine with the tests
        var command = List.of(java, "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", service.jar().toString());
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(service).toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TRESTLE_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(Installation.of("production").environmentOf(service));
        builder.environment().putAll(here(service));
        return builder.start();
    }

    private Map<String, String> here(ServiceModule service) {
        var all = new HashMap<String, String>();
        engines.configuration().forEach((name, value) -> all.put(name.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_"), value));
        all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        all.put("QUARKUS_HTTP_PORT", "" + ports.get(service));
        all.put("QUARKUS_MANAGEMENT_PORT", "" + managementPorts.get(service));
        all.put("TRESTLE_AUTH_JWKS_URL", url(new ServiceModule("client-api-service")) + "/.well-known/jwks.json");
        switch (service.name()) {
            case "client-api-service" -> {
                all.put("TRESTLE_FILES_STORE", "local");
                all.put("TRESTLE_FILES_DIRECTORY", directory.resolve("files").toString());
                all.put("QUARKUS_SHUTDOWN_DELAY", "0S");
            }
            case "cloudflare-adapter-service" -> all.put("TRESTLE_CLOUDFLARE_API_URL", cloudflare.baseUrl().toString());
            case "comfy-bridge-service" -> {
                all.put("TRESTLE_COMFY_CONTENT_DIRECTORY", directory.resolve("content").toString());
                all.put("COMFYUI_URLS", "http://127.0.0.1:" + Ports.free());
            }
            case "compute-gateway-service" -> all.put("QUARKUS_GRPC_SERVER_PORT", "" + Ports.free());
            default -> all.put("DBC_CLIENT_URL", "http://127.0.0.1:" + Ports.free());
        }
        return all;
    }

    String url(ServiceModule service) {
        return "http://127.0.0.1:" + ports.get(service);
    }

    String managementUrl(ServiceModule service) {
        return "http://127.0.0.1:" + managementPorts.get(service);
    }

    /** Returns when a path of the management port answers with 200. */
    void await(ServiceModule service, String path) {
        Awaitility.await(service + path).atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    if (!processes.get(service).isAlive()) {
                        throw new AssertionError(service + " ended:\n" + Files.readString(log(service)));
                    }
                    return get(managementUrl(service) + path).statusCode() == 200;
                });
    }

    HttpResponse<String> get(String url, String... headers) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)), headers);
    }

    HttpResponse<String> post(String url, String json, String... headers) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)),
                headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws IOException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Path log(ServiceModule service) {
        return directory.resolve(service.name() + ".log");
    }

    @Override
    public void close() throws Exception {
        var all = new ArrayList<>(processes.values());
        // some of them would wait minutes for requests in flight, and nobody waits for those here
        all.forEach(Process::destroyForcibly);
        for (var process : all) {
            process.waitFor();
        }
        cloudflare.close();
        engines.close();
    }
}
