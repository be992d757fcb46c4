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

    private Path directory;

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("comfy-bridge");
            var workflows = Files.createDirectory(directory.resolve("workflows"));
            try (var files = Files.list(Path.of("src/test/resources/workflows"))) {
                for (var file : files.toList()) {
                    Files.copy(file, workflows.resolve(file.getFileName()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var configuration = new HashMap<String, String>();
        configuration.put("trestle.auth.mode", "open");
        configuration.put("trestle.comfy.workflow.directory", directory.resolve("workflows").toString());
        configuration.put("trestle.comfy.workflow.look-every", "200ms");
        configuration.put("trestle.comfy.content.directory", directory.resolve("content").toString());
        configuration.put("trestle.comfy.driving.look-every", "200ms");
        configuration.put("trestle.comfy.driving.lost-after", "1s");
        configuration.put("trestle.comfy.driving.silent-after", "5s");
        configuration.put("trestle.comfy.driving.progress-every", "20ms");
        configuration.put("trestle.comfy.routing.look-every", "200ms");
        configuration.put("trestle.comfy.ws.grace", "200ms");
        configuration.put("trestle.comfy.ws.listening", "200ms");
        configuration.put("trestle.outbound.allow-loopback", "true");
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
