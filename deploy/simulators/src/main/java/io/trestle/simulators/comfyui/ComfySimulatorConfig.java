package io.trestle.simulators.comfyui;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a simulator is set up.
 *
 * @param port on 127.0.0.1; 0 picks a free one
 * @param models the checkpoints on its disk
 * @param modelLoad how long a checkpoint takes into memory
 * @param modelsInMemory how many checkpoints fit; the one used longest ago leaves first
 * @param memoryGib of its card, as {@code /system_stats} says it
 * @param historyLag how long after {@code execution_success} the history has the run (the early success of the real one)
 * @param files the directory where inputs and outputs survive the process, or null
 */
public record ComfySimulatorConfig(int port, ComfyVersion version, List<String> models, Duration modelLoad, int modelsInMemory,
        int memoryGib, Duration historyLag, @Nullable Path files) {

    /** A free port, 0.3.64, no checkpoints, 8 GiB, nothing kept. */
    public static ComfySimulatorConfig defaults() {
        return new ComfySimulatorConfig(0, ComfyVersion.V0_3_64, List.of(), Duration.ofMillis(500), 1, 8, Duration.ofMillis(2), null);
    }

    public ComfySimulatorConfig withPort(int number) {
        return new ComfySimulatorConfig(number, version, models, modelLoad, modelsInMemory, memoryGib, historyLag, files);
    }

    public ComfySimulatorConfig withVersion(ComfyVersion other) {
        return new ComfySimulatorConfig(port, other, models, modelLoad, modelsInMemory, memoryGib, historyLag, files);
    }

    public ComfySimulatorConfig withModels(Duration load, int inMemory, String... names) {
        return new ComfySimulatorConfig(port, version, List.of(names), load, inMemory, memoryGib, historyLag, files);
    }

    public ComfySimulatorConfig withMemoryGib(int gib) {
        return new ComfySimulatorConfig(port, version, models, modelLoad, modelsInMemory, gib, historyLag, files);
    }

    public ComfySimulatorConfig withHistoryLag(Duration lag) {
        return new ComfySimulatorConfig(port, version, models, modelLoad, modelsInMemory, memoryGib, lag, files);
    }

    public ComfySimulatorConfig withFiles(@Nullable Path directory) {
        return new ComfySimulatorConfig(port, version, models, modelLoad, modelsInMemory, memoryGib, historyLag, directory);
    }
}
