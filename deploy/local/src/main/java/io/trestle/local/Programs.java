package io.trestle.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All programs of a stack, in start order. */
final class Programs {
    static final String POSTGRES = "postgres";
    static final String KAFKA = "kafka";
    static final int POSTGRES_PORT = 15432;
    static final int KAFKA_PORT = 19092;
    /** Name of the suite's database on the server. */
    static final String DATABASE = "trestle";

    private final LocalStackConfig config;
    private final StackSecrets secrets;
    private final CloudflareUpstream cloudflare;
    private final ClassArchives archives;
    /** Engines and simulators run from the launcher's own class path. */
    private final String classPath = System.getProperty("java.class.path");

    Programs(LocalStackConfig config, StackSecrets secrets, CloudflareUpstream cloudflare, ClassArchives archives) {
        this.config = config;
        this.secrets = secrets;
        this.cloudflare = cloudflare;
        this.archives = archives;
    }

    List<Program> all() {
        var all = new ArrayList<Program>();
        all.add(postgres());
        all.add(kafka());
        Simulator.ALL.stream().filter(simulator -> !config.environment().containsKey(simulator.replacedBy())).map(this::simulator)
                .forEach(all::add);
        for (var service : Service.values()) {
            all.add(service(service));
        }
        return all;
    }

    private Program postgres() {
        var port = config.port(POSTGRES_PORT);
        // The server is a native process; this JVM only watches it.
        var command = ownJvm(POSTGRES, 24, "io.trestle.engines.PostgresMain", "-Xss256k", "-XX:MaxMetaspaceSize=48m");
        return program(POSTGRES, Tier.ENGINE, command, Map.of("PORT", "" + port, "DATA_DIR", dataDirectory(config, POSTGRES).toString()),
                List.of(port),
                URI.create("postgresql://127.0.0.1:" + port + "/" + DATABASE), Readiness.line());
    }

    private Program kafka() {
        var port = config.port(KAFKA_PORT);
        // 256 MiB carries five services' traffic with a small log cache; a broker of less heap spends its time collecting.
        var command = ownJvm(KAFKA, 256, "io.trestle.engines.KafkaMain", "-Xss512k");
        return program(KAFKA, Tier.ENGINE, command, Map.of("PORT", "" + port, "DATA_DIR", dataDirectory(config, KAFKA).toString()),
                List.of(port),
                URI.create("kafka://127.0.0.1:" + port), Readiness.line());
    }

    private Program simulator(Simulator simulator) {
        var port = config.port(simulator.port());
        // A few thousand small objects of simulated state.
        var command = ownJvm(simulator.name(), 64, simulator.mainClass(), "-Xss256k", "-XX:MaxMetaspaceSize=64m");
        return program(simulator.name(), Tier.SIMULATOR, command,
                Map.of("PORT", "" + port, "STATE_FILE", dataDirectory(config, simulator.name() + ".json").toString()), List.of(port),
                URI.create("http://127.0.0.1:" + port), Readiness.line());
    }

    private Program service(Service service) {
        var name = service.module();
        var application = QuarkusApplication.of(config.installation(), name);
        var flags = new ArrayList<>(List.of("-Xss512k", "-XX:MaxMetaspaceSize=160m"));
        flags.addAll(application.addOpens());
        flags.addAll(archives.flags(application.directory(), name, application.classPath(), application.addOpens()));
        // Measured under the demo's load: 45 to 60 MiB live; the rest is room for a burst.
        var command = Jvm.command(112, flags, application.classPath(), application.mainClass());
        var port = config.port(service.port());
        var management = config.port(service.managementPort());
        return program(name, Tier.SERVICE, command, new ServiceEnvironment(config, secrets, cloudflare).of(service),
                List.of(port, management), address(config, service),
                Readiness.http(URI.create("http://127.0.0.1:" + management + "/q/health/ready")));
    }

    private List<String> ownJvm(String name, int heap, String main, String... flags) {
        var all = new ArrayList<>(List.of(flags));
        all.addAll(archives.flags(config.installation().resolve(LauncherRecord.NAME), name, classPath, List.of()));
        return Jvm.command(heap, all, classPath, main);
    }

    private Program program(String name, Tier tier, List<String> command, Map<String, String> environment, List<Integer> ports, URI address,
            Readiness readiness) {
        var complete = new HashMap<>(Jvm.ENVIRONMENT);
        complete.putAll(environment);
        complete.putAll(config.overrides().getOrDefault(name, Map.of()));
        return new Program(name, tier, command, complete, ports, address, readiness);
    }

    static URI address(LocalStackConfig config, Service service) {
        return URI.create("http://127.0.0.1:" + config.port(service.port()));
    }

    /** Where a part of the stack keeps what must survive. */
    static Path dataDirectory(LocalStackConfig config, String name) {
        return config.data().resolve("data").resolve(name);
    }
}
