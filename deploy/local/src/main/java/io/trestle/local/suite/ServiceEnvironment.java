package io.trestle.local.suite;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.trestle.local.LocalStackConfig;

/** What each service is told through its environment. */
record ServiceEnvironment(LocalStackConfig config, StackSecrets secrets, CloudflareUpstream cloudflare) {

    /** User interfaces under development are served from ports of their own. */
    private static final String LOCAL_PAGES = "/https?://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?/";

    Map<String, String> of(Service service) {
        var all = new HashMap<>(common(service));
        all.putAll(switch (service) {
            case CLIENT_API -> Map.of("TRESTLE_IDENTITY_OPERATOR_KEY", secrets.operatorKey(), "TRESTLE_IDENTITY_LOCAL_KEY",
                    secrets.localKey(), "TRESTLE_FILES_DIRECTORY", data("files"), "TRESTLE_MODEL_SCAN_ROOTS", data(SampleModels.NAME),
                    "QUARKUS_HTTP_CORS_ORIGINS", LOCAL_PAGES, "TRESTLE_DBC_ADAPTER_URL",
                    "http://127.0.0.1:" + config.port(Service.DBC_ADAPTER.port()), "TRESTLE_DISPATCH_WORKER_URL", worker(),
                    // workers and whoever receives webhooks are on this machine
                    "TRESTLE_OUTBOUND_ALLOW_LOOPBACK", "true");
            case CLOUDFLARE_ADAPTER -> cloudflareAdapter();
            case COMFY_BRIDGE -> comfyBridge();
            // No cluster here: wallets deploy hosts, which are on this machine.
            case COMPUTE_GATEWAY -> Map.of("QUARKUS_GRPC_SERVER_PORT", "" + config.port(Service.GRPC_PORT), "TRESTLE_GATEWAY_DEPLOY_TARGET",
                    "host", "TRESTLE_OUTBOUND_ALLOW_LOOPBACK", "true");
            case DBC_ADAPTER -> upstream("DBC_CLIENT_URL");
        });
        return all;
    }

    private Map<String, String> common(Service service) {
        return Map.ofEntries(Map.entry("TRESTLE_DATABASE_ADDRESS", "127.0.0.1:" + config.port(Programs.POSTGRES_PORT)),
                Map.entry("TRESTLE_DATABASE_NAME", Programs.DATABASE), Map.entry("TRESTLE_DATABASE_PASSWORD", secrets.databasePassword()),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + config.port(Programs.KAFKA_PORT)),
                // No credentials needed on this machine; a service refuses this mode on any address but loopback.
                Map.entry("TRESTLE_AUTH_MODE", "open"), Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("TRESTLE_AUTH_JWKS_URL",
                        "http://127.0.0.1:" + config.port(Service.CLIENT_API.port()) + "/.well-known/jwks.json"),
                Map.entry("QUARKUS_HTTP_PORT", "" + config.port(service.port())),
                Map.entry("QUARKUS_MANAGEMENT_PORT", "" + config.port(service.managementPort())),
                Map.entry("TRESTLE_SECRETS_ACTIVE_KEY", "local"), Map.entry("TRESTLE_SECRETS_KEYS_LOCAL", secrets.encryptionKey()));
    }

    private Map<String, String> cloudflareAdapter() {
        var all = new HashMap<>(cloudflare.variables());
        all.put("TRESTLE_CLOUDFLARE_MASTER_KEY", secrets.cloudflareMasterKey());
        return all;
    }

    private Map<String, String> comfyBridge() {
        var all = new HashMap<>(upstream("COMFYUI_URLS"));
        all.put("TRESTLE_COMFY_CONTENT_DIRECTORY", data("comfy-content"));
        all.put("TRESTLE_COMFY_WEBHOOK_MASTER_KEY", secrets.webhookMasterKey());
        return all;
    }

    /** The real system if the launcher's environment names it, else its simulators; nothing where there is neither. */
    private Map<String, String> upstream(String variable) {
        var simulated = Simulator.started(config).stream().filter(simulator -> simulator.replacedBy().equals(variable))
                .map(simulator -> simulator.address(config).toString()).collect(Collectors.joining(","));
        var value = config.environment().getOrDefault(variable, simulated);
        return value.isEmpty() ? Map.of() : Map.of(variable, value);
    }

    /** A tunnel of the Cloudflare simulator carries nothing: all models have the same worker. Tunnels of the real Cloudflare do. */
    private String worker() {
        return Simulator.COG.isStarted(config) ? Simulator.COG.address(config).toString() : "https://{hostname}";
    }

    private String data(String name) {
        return Programs.dataDirectory(config, name).toString();
    }
}
