package io.trestle.local;

import java.util.HashMap;
import java.util.Map;

/** What each service is told through its environment. */
record ServiceEnvironment(LocalStackConfig config, StackSecrets secrets, CloudflareUpstream cloudflare) {
    private static final int GRPC_PORT = 12345;

    Map<String, String> of(Service service) {
        var all = new HashMap<>(common(service));
        all.putAll(switch (service) {
            case CLIENT_API -> Map.of("TRESTLE_IDENTITY_OPERATOR_KEY", secrets.operatorKey(), "TRESTLE_IDENTITY_LOCAL_KEY",
                    secrets.localKey(), "TRESTLE_FILES_DIRECTORY", data("files"));
            case CLOUDFLARE_ADAPTER -> cloudflareAdapter();
            case COMFY_BRIDGE -> passedOn("COMFYUI_URLS");
            case COMPUTE_GATEWAY -> Map.of("QUARKUS_GRPC_SERVER_PORT", "" + config.port(GRPC_PORT));
            case DBC_ADAPTER -> passedOn("DBC_CLIENT_URL");
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

    private Map<String, String> passedOn(String variable) {
        var value = config.environment().get(variable);
        return value == null ? Map.of() : Map.of(variable, value);
    }

    private String data(String name) {
        return Programs.dataDirectory(config, name).toString();
    }
}
