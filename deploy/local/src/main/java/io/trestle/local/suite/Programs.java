package io.trestle.local.suite;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.trestle.local.LocalStackConfig;
import io.trestle.local.supervision.LauncherRecord;
import io.trestle.local.supervision.Program;
import io.trestle.local.supervision.Readiness;
import io.trestle.local.supervision.Tier;

/** All programs of a stack, in start order. */
public final class Programs {
    public static final String POSTGRES = "postgres";
    public static final String KAFKA = "kafka";
    public static final int POSTGRES_PORT = 15432;
    public static final int KAFKA_PORT = 19092;
    /** Name of the suite's database on the server. */
    static final String DATABASE = "trestle";

    private final LocalStackConfig config;
    private final StackSecrets secrets;
    private final CloudflareUpstream cloudflare;
    private final ClassArchives archives;
    /** Engines and simulators run from the launcher's own class path. */
    private final String classPath = System.getProperty("java.class.path");

    public Programs(LocalStackConfig config, StackSecrets secrets, CloudflareUpstream cloudflare, ClassArchives archives) {
        this.config = config;
        this.secrets = secrets;
        this.cloudflare = cloudflare;
        this.archives = archives;
    }

    public List<Program> all() {
        var all = new ArrayList<Program>();
        all.add(postgres());
        all.add(kafka());
        Simulator.started(config).stream().map(this::simulator).forEach(all::add);
        for (var service : Service.values()) {
            all.add(service(service));
        }
        return all;
    }

    private Program postgres() {
        var port = config.port(POSTGRES_PORT);
        // The server is a native process; this JVM only watches it.
        var command = ownJvm(POSTGRES, 8, 24, "io.trestle.engines.PostgresMain", "-Xss256k", "-XX:MaxMetaspaceSize=48m");
        return program(POSTGRES, Tier.ENGINE, command, Map.of("PORT", "" + port, "DATA_DIR", dataDirectory(config, POSTGRES).toString()),
                List.of(port),
                URI.create("postgresql://127.0.0.1:" + port + "/" + DATABASE), Readiness.line());
    }

    private Program kafka() {
        var port = config.port(KAFKA_PORT);
        // 256 MiB carries five services' traffic with a small log cache; a broker of less heap spends its time collecting.
        var command = ownJvm(KAFKA, 64, 256, "io.trestle.engines.KafkaMain", "-Xss512k");
        return program(KAFKA, Tier.ENGINE, command, Map.of("PORT", "" + port, "DATA_DIR", dataDirectory(config, KAFKA).toString()),
                List.of(port),
                URI.create("kafka://127.0.0.1:" + port), Readiness.line());
    }

    private Program simulator(Simulator simulator) {
        var port = config.port(simulator.port());
        var command = ownJvm(simulator.name(), 8, simulator.heap(), simulator.mainClass(), "-Xss256k", "-XX:MaxMetaspaceSize=64m");
        var environment = new HashMap<>(simulator.environment());
        environment.put("PORT", "" + port);
        environment.put("STATE_FILE", dataDirectory(config, simulator.name() + ".json").toString());
        return program(simulator.name(), Tier.SIMULATOR, command, environment, List.of(port), simulator.address(config), Readiness.line());
    }

    private Program service(Service service) {
        var name = service.module();
        var application = QuarkusApplication.of(config.installation(), name);
        var flags = new ArrayList<>(List.of("-Xss512k", "-XX:MaxMetaspaceSize=160m"));
        flags.addAll(application.addOpens());
        flags.addAll(archives.serviceFlags(application.directory(), name, application.classPath(), List.copyOf(flags)));
        // Measured under the demo's load: 45 to 60 MiB live; the rest is room for a burst.
        var command = Jvm.command(24, 112, flags, application.classPath(), application.mainClass());
        var management = config.port(service.managementPort());
        return program(name, Tier.SERVICE, command, new ServiceEnvironment(config, secrets, cloudflare).of(service),
                service.ports().stream().map(config::port).toList(), address(config, service),
                Readiness.http(URI.create("http://127.0.0.1:" + management + "/q/health/ready")));
    }

    private List<String> ownJvm(String name, int firstHeap, int heap, String main, String... flags) {
        var all = new ArrayList<>(List.of(flags));
        all.addAll(archives.ownFlags(config.installation().resolve(LauncherRecord.NAME), name, classPath));
        return Jvm.command(firstHeap, heap, all, classPath, main);
    }

    private Program program(String name, Tier tier, List<String> command, Map<String, String> environment, List<Integer> ports, URI address,
            Readiness readiness) {
        var complete = new HashMap<>(Jvm.ENVIRONMENT);
        complete.putAll(environment);
        complete.putAll(config.overrides().getOrDefault(name, Map.of()));
        return new Program(name, tier, command, complete, ports, address, readiness);
    }

    public static URI address(LocalStackConfig config, Service service) {
        return URI.create("http://127.0.0.1:" + config.port(service.port()));
    }

    /** Where a part of the stack keeps what must survive. */
    static Path dataDirectory(LocalStackConfig config, String name) {
        return config.data().resolve("data").resolve(name);
    }
}
