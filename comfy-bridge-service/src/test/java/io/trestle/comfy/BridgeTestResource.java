package io.trestle.comfy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Directories of its own for the service under test, and a quicker pace. Backends come and go with the tests that bring them. */
public class BridgeTestResource implements QuarkusTestResourceLifecycleManager {

    public static final int QUEUE_LIMIT = 40;

    private Path directory;

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("comfy-bridge");
            copyWorkflows(directory.resolve("workflows"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return configuration(directory);
    }

    public static void copyWorkflows(Path to) throws IOException {
        Files.createDirectory(to);
        try (var files = Files.list(Path.of("src/test/resources/workflows"))) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** @param directory holds {@code workflows} */
    public static Map<String, String> configuration(Path directory) {
        var configuration = new HashMap<String, String>();
        configuration.put("trestle.auth.mode", "open");
        configuration.put("trestle.comfy.job.queue-limit", String.valueOf(QUEUE_LIMIT));
        configuration.put("trestle.comfy.workflow.directory", directory.resolve("workflows").toString());
        configuration.put("trestle.comfy.workflow.look-every", "200ms");
        configuration.put("trestle.comfy.content.directory", directory.resolve("content").toString());
        configuration.put("trestle.comfy.driving.look-every", "200ms");
        configuration.put("trestle.comfy.driving.lost-after", "5s");
        configuration.put("trestle.comfy.driving.silent-after", "10s");
        configuration.put("trestle.comfy.driving.progress-every", "20ms");
        configuration.put("trestle.comfy.routing.look-every", "200ms");
        configuration.put("trestle.comfy.ws.grace", "200ms");
        configuration.put("trestle.comfy.ws.listening", "200ms");
        configuration.put("trestle.outbound.allow-loopback", "true");
        // At the end nobody waits for sockets that tests have left open.
        configuration.put("quarkus.shutdown.timeout", "1s");
        configuration.put("trestle.comfy.webhook.master-key", "c3ludGhldGljIHRlc3Qga2V5IG9mIHRoZSBicmlkZ2U=");
        configuration.put("trestle.comfy.webhook.pauses", "100ms,100ms,100ms");
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(directory, new TestInjector.MatchesType(Path.class));
    }

    @Override
    public void stop() {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
