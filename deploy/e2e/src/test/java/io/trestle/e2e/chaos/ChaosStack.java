package io.trestle.e2e.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.trestle.e2e.chaos.line.FaultProxy;
import io.trestle.local.LocalStack;
import io.trestle.local.LocalStackConfig;
import io.trestle.local.suite.Service;
import io.trestle.local.supervision.Console;
import io.trestle.local.supervision.Readiness;

/**
 * The suite as {@code ./trestle up} starts it, with a fault proxy on every line: from clients to each service that they call, from each service to
 * PostgreSQL, from all to Kafka (a broker sends its clients to one address, so they share it), to each system outside, and to the worker.
 */
final class ChaosStack implements AutoCloseable {

    static final String CLIENT_API = "client-api-service";
    static final String CLOUDFLARE_ADAPTER = "cloudflare-adapter-service";
    static final String COMFY_BRIDGE = "comfy-bridge-service";
    static final String COMPUTE_GATEWAY = "compute-gateway-service";
    static final String DBC_ADAPTER = "dbc-adapter-service";
    static final String CLOUDFLARE = "cloudflare-simulator";
    static final String POSTGRES = "postgres";
    static final String KAFKA = "kafka";

    private static final List<String> SERVICES = List.of(CLIENT_API, CLOUDFLARE_ADAPTER, COMFY_BRIDGE, COMPUTE_GATEWAY, DBC_ADAPTER);
    /** Predictions go to the worker of the test instead. */
    private static final String UNUSED = "cog-simulator";

    /** Pool, migrations and the one that listens (docs/operations.md, Sizing). */
    private static final int CONNECTIONS = 19;

    private final Lines lines = new Lines();
    private final Deaths deaths = new Deaths();
    private final LocalStack stack;
    private final int offset;

    /** Lines by name, in an order that is always the same: a plan of faults is drawn from it. */
    private static final class Lines {

        private final Map<String, FaultProxy> all = new LinkedHashMap<>();

        String address(String name, int target) {
            var line = FaultProxy.to(target);
            all.put(name, line);
            return line.address();
        }
    }

    /** What the supervisor says of processes that die. */
    private static final class Deaths implements Console {

        private final Map<String, Integer> meant = new ConcurrentHashMap<>();
        private final Map<String, Integer> seen = new ConcurrentHashMap<>();

        @Override
        public void line(String text) {
            if (text.contains(" ended: ")) {
                seen.merge(text.strip().split(" ")[0], 1, Integer::sum);
            }
        }
    }

    private ChaosStack(Path data, int offset, int worker) {
        this.offset = offset;
        var config = LocalStackConfig.of(Path.of(System.getProperty("trestle.root")), data).withPortOffset(offset).withConsole(deaths);
        stack = LocalStack.start(patience(behindProxies(config, worker)));
    }

    /** @param worker where the worker of all models listens */
    static ChaosStack start(Path data, int offset, int worker) {
        return new ChaosStack(data, offset, worker);
    }

    private LocalStackConfig behindProxies(LocalStackConfig config, int worker) {
        var kafka = lines.address("everybody-kafka", config.port(19092));
        var all = config.with(KAFKA, "ADVERTISED_PORT", kafka.substring(kafka.indexOf(':') + 1));
        for (var service : SERVICES) {
            all = all.with(service, "KAFKA_BOOTSTRAP_SERVERS", kafka)
                    .with(service, "TRESTLE_DATABASE_ADDRESS", lines.address(service + "-postgres", config.port(15432)));
        }
        lines.address("clients-" + COMFY_BRIDGE, config.port(8000));
        lines.address("clients-" + COMPUTE_GATEWAY, config.port(12346));
        lines.address("clients-" + DBC_ADAPTER, config.port(8090));
        return all.with(CLIENT_API, "TRESTLE_DISPATCH_WORKER_URL", "http://" + lines.address(CLIENT_API + "-worker", worker))
                .with(CLIENT_API, "TRESTLE_DISPATCH_PUBLIC_URL", "http://" + lines.address("clients-" + CLIENT_API, config.port(8080)))
                .with(CLOUDFLARE_ADAPTER, "TRESTLE_CLOUDFLARE_API_URL",
                        "http://" + lines.address(CLOUDFLARE_ADAPTER + "-cloudflare", config.port(18700)) + "/client/v4")
                .with(COMFY_BRIDGE, "COMFYUI_URLS", "http://" + lines.address(COMFY_BRIDGE + "-comfyui-1", config.port(18188)) + ",http://"
                        + lines.address(COMFY_BRIDGE + "-comfyui-2", config.port(18189)))
                .with(DBC_ADAPTER, "DBC_CLIENT_URL", "http://" + lines.address(DBC_ADAPTER + "-dbc", config.port(15050)));
    }

    /** What waits for minutes in production waits for seconds here, so that a round takes about one minute; what is promised stays the same. */
    private static LocalStackConfig patience(LocalStackConfig config) {
        return config.with(CLIENT_API, "TRESTLE_REGISTRATION_WAIT", "4s")
                .with(CLIENT_API, "TRESTLE_DISPATCH_TIMEOUT", "5s").with(CLIENT_API, "TRESTLE_DISPATCH_LEASE", "15s")
                .with(CLIENT_API, "TRESTLE_DISPATCH_LONGEST_PAUSE", "3s")
                .with(CLIENT_API, "TRESTLE_OUTBOUND_WEBHOOKS_SCHEDULE", "1s,2s,3s,5s,5s,5s,5s,5s,5s,5s")
                .with(CLIENT_API, "TRESTLE_OUTBOUND_WEBHOOKS_TIMEOUT", "5s").with(CLIENT_API, "TRESTLE_OUTBOUND_WEBHOOKS_LEASE", "15s")
                .with(CLOUDFLARE_ADAPTER, "TRESTLE_CLOUDFLARE_TUNNEL_LEASE_FOR", "10s")
                .with(CLOUDFLARE_ADAPTER, "TRESTLE_CLOUDFLARE_TUNNEL_LONGEST_PAUSE", "5s")
                .with(CLOUDFLARE_ADAPTER, "TRESTLE_CLOUDFLARE_CALL_TIMEOUT", "4s")
                // A paused simulator acts on what it was sent before: within the longest pause, and the time of an answer.
                .with(DBC_ADAPTER, "TRESTLE_DBC_VMS_LATE_EFFECT", "20s").with(DBC_ADAPTER, "TRESTLE_DBC_ANSWER_TIMEOUT", "5s")
                .with(DBC_ADAPTER, "TRESTLE_DBC_VMS_CHANGING", "1s").with(DBC_ADAPTER, "TRESTLE_DBC_VMS_FIRST_RETRY", "1s")
                .with(DBC_ADAPTER, "TRESTLE_DBC_VMS_LONGEST_PAUSE", "4s");
    }

    /** Processes that may be killed and paused. */
    List<String> processes() {
        return stack.names().stream().filter(name -> !name.equals(UNUSED)).toList();
    }

    List<String> lines() {
        return List.copyOf(lines.all.keySet());
    }

    FaultProxy line(String name) {
        return lines.all.get(name);
    }

    /** Where clients call a service: through their line. */
    URI door(String service) {
        return URI.create("http://" + line("clients-" + service).address());
    }

    /** Past all lines. */
    URI direct(String process) {
        return stack.url(process);
    }

    void kill(String process) {
        deaths.meant.merge(process, 1, Integer::sum);
        stack.kill(process);
    }

    void pause(String process) {
        stack.pause(process);
    }

    void resume(String process) {
        stack.resume(process);
    }

    void awaitReady() {
        stack.names().forEach(stack::awaitReady);
    }

    /** Processes that died though nobody killed them. */
    List<String> unexpectedDeaths() {
        return deaths.seen.entrySet().stream().filter(one -> one.getValue() > deaths.meant.getOrDefault(one.getKey(), 0))
                .map(one -> one.getKey() + " died " + one.getValue() + " times, and was killed "
                        + deaths.meant.getOrDefault(one.getKey(), 0)
                        + " times: " + stack.log(one.getKey()))
                .toList();
    }

    /** Services that do not say that they are ready. */
    List<String> notReady() {
        return Arrays.stream(Service.values())
                .filter(service -> !Readiness.answersOk(URI.create("http://127.0.0.1:" + (service.managementPort() + offset)
                        + "/q/health/ready")))
                .map(service -> service.module() + " is not ready").toList();
    }

    /** Lines to PostgreSQL with more connections than a service has. */
    List<String> leakedConnections() {
        return lines.all.entrySet().stream().filter(line -> line.getKey().endsWith("-postgres") && line.getValue().open() > CONNECTIONS)
                .map(line -> line.getValue().open() + " connections stand on " + line.getKey()).toList();
    }

    @Override
    public void close() {
        stack.close();
        lines.all.values().forEach(FaultProxy::close);
    }
}
