package io.trestle.local;

import java.util.Arrays;
import java.util.Optional;

/** The five services: ports as in docs/architecture.md, section 5. */
enum Service {
    CLIENT_API("client-api-service", 8080, 9080),
    CLOUDFLARE_ADAPTER("cloudflare-adapter-service", 8082, 9082),
    COMFY_BRIDGE("comfy-bridge-service", 8000, 9000),
    COMPUTE_GATEWAY("compute-gateway-service", 12346, 9012),
    DBC_ADAPTER("dbc-adapter-service", 8090, 9090);

    private final String module;
    private final int port;
    private final int managementPort;

    Service(String module, int port, int managementPort) {
        this.module = module;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** Name of the process and of the Maven module. */
    String module() {
        return module;
    }

    /** Before the port offset. */
    int port() {
        return port;
    }

    /** Before the port offset. */
    int managementPort() {
        return managementPort;
    }

    static Optional<Service> named(String module) {
        return Arrays.stream(values()).filter(service -> service.module.equals(module)).findFirst();
    }
}
