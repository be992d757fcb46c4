package io.trestle.local.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The five services: ports as in docs/architecture.md, section 5. */
public enum Service {
    CLIENT_API("client-api-service", 8080, 9080),
    CLOUDFLARE_ADAPTER("cloudflare-adapter-service", 8082, 9082),
    COMFY_BRIDGE("comfy-bridge-service", 8000, 9000),
    COMPUTE_GATEWAY("compute-gateway-service", 12346, 9012, Service.GRPC_PORT),
    DBC_ADAPTER("dbc-adapter-service", 8090, 9090);

    /** Of the gateway, before the port offset. */
    static final int GRPC_PORT = 12345;

    private final String module;
    private final int port;
    private final int managementPort;
    private final List<Integer> ports;

    Service(String module, int port, int managementPort, Integer... further) {
        this.module = module;
        this.port = port;
        this.managementPort = managementPort;
        this.ports = Stream.concat(Stream.of(port, managementPort), Stream.of(further)).toList();
    }

    /** Name of the process and of the Maven module. */
    public String module() {
        return module;
    }

    /** Before the port offset. */
    public int port() {
        return port;
    }

    /** Before the port offset. */
    public int managementPort() {
        return managementPort;
    }

    /** All that it listens on, the main one first; before the port offset. */
    public List<Integer> ports() {
        return ports;
    }

    public static Optional<Service> named(String module) {
        return Arrays.stream(values()).filter(service -> service.module.equals(module)).findFirst();
    }
}
