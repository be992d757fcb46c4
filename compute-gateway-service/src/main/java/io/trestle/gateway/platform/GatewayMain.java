package io.trestle.gateway.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** {@code --version} and {@code --test}; everything else is configuration. */
@QuarkusMain
public class GatewayMain {

    /** What {@code --test} stands for. Each can be set by itself, and differently. */
    private static final Map<String, String> TEST_MODE = Map.of(
            "trestle.gateway.test-mode", "true",
            "trestle.gateway.store", "memory",
            "trestle.gateway.deploy.target", "host",
            "trestle.outbound.allow-loopback", "true",
            // Neither PostgreSQL nor Kafka has to be there.
            "quarkus.flyway.migrate-at-start", "false",
            "quarkus.datasource.health.enabled", "false",
            "trestle.outbox.relay-enabled", "false",
            "mp.messaging.incoming.compute-events.enabled", "false",
            "trestle.database.password", "none");

    private static final String LARGEST_CACHED = "io.netty.allocator.maxCachedBufferCapacity";

    private GatewayMain() {
    }

    public static void main(String... arguments) {
        var given = List.of(arguments);
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
