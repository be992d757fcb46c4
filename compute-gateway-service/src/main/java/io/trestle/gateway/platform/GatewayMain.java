package io.trestle.gateway.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** {@code --version} and {@code --test}; everything else is configuration. */
@QuarkusMain
public class GatewayMain {

    private static final Set<String> OPTIONS = Set.of("--version", "--test");
    /** As shells have it. */
    private static final int WRONG_USE = 2;

    /** What {@code --test} stands for. Each can be set by itself, and differently. */
    private static final Map<String, String> TEST_MODE = Map.ofEntries(
            Map.entry("trestle.gateway.test-mode", "true"),
            Map.entry("trestle.gateway.store", "memory"),
            Map.entry("trestle.gateway.deploy.target", "host"),
            Map.entry("trestle.outbound.allow-loopback", "true"),
            // Neither PostgreSQL nor Kafka has to be there: nothing connects.
            Map.entry("trestle.database.enabled", "false"),
            Map.entry("trestle.database.password", "none"),
            Map.entry("quarkus.flyway.migrate-at-start", "false"),
            Map.entry("quarkus.hibernate-orm.database.start-offline", "true"),
            Map.entry(
                    "quarkus.smallrye-health.check.\"io.quarkus.reactive.pg.client.runtime.health.ReactivePgDataSourcesHealthCheck\".enabled",
                    "false"),
            Map.entry("quarkus.smallrye-health.check.\"io.quarkus.agroal.runtime.health.DataSourceHealthCheck\".enabled", "false"),
            Map.entry("trestle.outbox.relay-enabled", "false"),
            Map.entry("mp.messaging.incoming.compute-events.enabled", "false"));

    private static final String LARGEST_CACHED = "io.netty.allocator.maxCachedBufferCapacity";

    private GatewayMain() {
    }

    public static void main(String... arguments) {
        var given = List.of(arguments);
        var unknown = given.stream().filter(argument -> !OPTIONS.contains(argument)).findFirst();
        if (unknown.isPresent()) {
            System.err.println("Unknown option " + unknown.get() + ": there are --version and --test. Everything else is configuration, "
                    + "as in -Dtrestle.gateway.port=12346 before -jar, or TRESTLE_GATEWAY_PORT=12346 in the environment.");
            System.exit(WRONG_USE);
        }
        if (given.contains("--version")) {
            System.out.println(version());
            return;
        }
        if (given.contains("--test")) {
            TEST_MODE.forEach((name, value) -> {
                if (System.getProperty(name) == null) {
                    System.setProperty(name, value);
                }
            });
        }
        if (System.getProperty(LARGEST_CACHED) == null) {
            // Netty reads bodies into buffers of 64 KiB; beyond 32 KiB it would not keep them at hand for the next.
            System.setProperty(LARGEST_CACHED, "131072");
        }
        Quarkus.run(arguments);
    }

    static String version() {
        var build = new Properties();
        try (var file = GatewayMain.class.getResourceAsStream("/build.properties")) {
            if (file != null) {
                build.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "compute-gateway-service " + build.getProperty("version", "unknown") + " (" + commit(build) + ")";
    }

    /** Built without a repository, the placeholder is still there. */
    private static String commit(Properties build) {
        var commit = build.getProperty("commit", "");
        return commit.isEmpty() || commit.startsWith("$") ? "unknown" : commit;
    }
}
