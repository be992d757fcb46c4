package io.trestle.e2e.upgrade;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.trestle.e2e.process.Switch;
import io.trestle.engines.TestEnvironment;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.CloudflareSimulatorConfig;
import io.trestle.simulators.cloudflare.api.CloudflareAccount;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;

/** Two replicas each of the services that talk to each other over Kafka, replaced one by one as a deployment replaces them. */
final class Suite implements AutoCloseable {

    static final String CLIENT_API = "client-api-service";
    /** In the order in which they are replaced: it does not matter for correctness, and so is not the one that is recommended. */
    static final List<String> SERVICES = List.of(CLIENT_API, "comfy-bridge-service", "cloudflare-adapter-service");
    private static final int REPLICAS = 2;

    private final TestEnvironment environment = TestEnvironment.create();
    private final CloudflareSimulator cloudflare = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withPort(0));
    private final ComfySimulator comfy = ComfySimulator.start(ComfySimulatorConfig.defaults().withPort(0));
    private final Map<String, Switch> switches = new HashMap<>();
    private final Map<String, List<Replica>> running = new LinkedHashMap<>();
    private final List<Replica> all = new ArrayList<>();
    private final Path directory;

    Suite(Path directory) {
        this.directory = directory;
        SERVICES.forEach(service -> switches.put(service, new Switch()));
    }

    TestEnvironment environment() {
        return environment;
    }

    int port(String service) {
        return switches.get(service).port();
    }

    void start(Version version) {
        for (var service : SERVICES) {
            running.put(service, new ArrayList<>());
            for (var n = 0; n < REPLICAS; n++) {
                add(service, version);
            }
        }
    }

    /** The new one comes first; then the oldest gets no more connections, and is told to end. */
    void replace(String service, Version by) {
        add(service, by);
        var oldest = running.get(service).remove(0);
        switches.get(service).remove(oldest.port());
        oldest.stop();
    }

    private void add(String service, Version version) {
        var settings = settings(service);
        if (version.isBeforeItsSettings()) {
            settings.putAll(Map.of("QUARKUS_FLYWAY_IGNORE_MISSING_MIGRATIONS", "true", "QUARKUS_FLYWAY_IGNORE_FUTURE_MIGRATIONS", "true"));
        }
        var replica = Replica.start(service, version, settings, directory);
        all.add(replica);
        running.get(service).add(replica);
        switches.get(service).add(replica.port());
    }

    /** Errors in the logs of all replicas that there ever were. */
    List<String> loggedErrors() {
        return all.stream().flatMap(replica -> replica.errors().stream()).toList();
    }

    private Map<String, String> settings(String service) {
        var settings = new HashMap<String, String>();
        environment.configuration().forEach((name, value) -> settings.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        var key = Base64.getEncoder().encodeToString(new byte[32]);
        settings.putAll(Map.of("TRESTLE_AUTH_MODE", "open", "QUARKUS_HTTP_HOST", "127.0.0.1", "TRESTLE_SECRETS_ACTIVE_KEY", "k1",
                "TRESTLE_SECRETS_KEYS_K1", key, "TRESTLE_OUTBOUND_ALLOW_LOOPBACK", "true", "TRESTLE_AUTH_JWKS_URL",
                "http://127.0.0.1:" + port(CLIENT_API) + "/.well-known/jwks.json"));
        var account = CloudflareAccount.local();
        settings.putAll(switch (service) {
            case CLIENT_API -> Map.of("TRESTLE_FILES_DIRECTORY", directory.resolve("files").toString(), "QUARKUS_SHUTDOWN_DELAY", "1S");
            case "comfy-bridge-service" -> Map.of("COMFYUI_URLS", comfy.baseUrl(), "TRESTLE_COMFY_CONTENT_DIRECTORY",
                    directory.resolve("content").toString(), "TRESTLE_COMFY_WEBHOOK_MASTER_KEY", key);
            default -> Map.of("TRESTLE_CLOUDFLARE_API_URL", cloudflare.baseUrl().toString(), "TRESTLE_CLOUDFLARE_MASTER_KEY", key,
                    "CLOUDFLARE_API_TOKEN", account.tunnelToken(), "CLOUDFLARE_DNS_API_TOKEN", account.dnsToken(),
                    "CLOUDFLARE_ACCOUNT_ID", account.accountId(), "CLOUDFLARE_ZONE_ID", account.zoneId(), "CLOUDFLARE_ZONE_NAME",
                    account.zoneName());
        });
        return settings;
    }

    @Override
    public void close() {
        all.forEach(Replica::close);
        switches.values().forEach(Switch::close);
        comfy.close();
        cloudflare.close();
        environment.close();
    }
}
