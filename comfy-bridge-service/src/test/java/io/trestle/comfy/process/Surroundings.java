package io.trestle.comfy.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.PredictionTopics;
import io.trestle.engines.TestEnvironment;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;

/** Database, broker, a shared directory and ComfyUI servers for processes of the service. */
final class Surroundings implements AutoCloseable {

    final TestEnvironment environment = TestEnvironment.create();
    final PredictionTopics topics = new PredictionTopics(environment.bootstrapServers(), environment.topicPrefix());
    final List<ComfySimulator> simulators;
    private final Path directory;

    Surroundings(int backends) {
        simulators = IntStream.range(0, backends).mapToObj(n -> ComfySimulator.start(ComfySimulatorConfig.defaults())).toList();
        try {
            directory = Files.createTempDirectory("comfy-bridge-process");
            BridgeTestResource.copyWorkflows(directory.resolve("workflows"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param more names and values, one after the other; they override */
    Map<String, String> configuration(String... more) {
        var configuration = new HashMap<>(environment.configuration());
        configuration.putAll(BridgeTestResource.configuration(directory));
        configuration.put("trestle.comfy.backend.urls", simulators.stream().map(ComfySimulator::baseUrl).collect(Collectors.joining(",")));
        configuration.put("trestle.comfy.driving.lease-for", "2s");
        // Far from what a slow machine could take for dead.
        configuration.put("trestle.comfy.driving.silent-after", "5m");
        // Every loss is one that the test has brought about.
        configuration.put("trestle.comfy.driving.losses-allowed", "1000");
        // The shortest that the broker allows: so long the partitions of a process that was killed wait for another one.
        configuration.put("mp.messaging.connector.smallrye-kafka.session.timeout.ms", "6000");
        configuration.put("mp.messaging.connector.smallrye-kafka.heartbeat.interval.ms", "1000");
        for (var i = 0; i < more.length; i += 2) {
            configuration.put(more[i], more[i + 1]);
        }
        return configuration;
    }

    @Override
    public void close() {
        topics.close();
        simulators.forEach(ComfySimulator::close);
        environment.close();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
