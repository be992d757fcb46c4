package io.trestle.simulators.comfyui;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The simulator as a process. Environment: {@code PORT} (18188), {@code COMFY_VERSION} (V0_3_64, V0_38), {@code COMFY_MODELS} (names of
 * checkpoints, separated by commas; none), {@code STATE_FILE} (a directory, made where it is missing, that keeps inputs and outputs; none).
 */
public final class ComfySimulatorMain {

    private ComfySimulatorMain() {
    }

    public static void main(String[] arguments) {
        var environment = System.getenv();
        var directory = environment.get("STATE_FILE");
        var models = environment.getOrDefault("COMFY_MODELS", "");
        var simulator = ComfySimulator.start(ComfySimulatorConfig.defaults()
                .withPort(Integer.parseInt(environment.getOrDefault("PORT", "18188")))
                .withVersion(ComfyVersion.valueOf(environment.getOrDefault("COMFY_VERSION", "V0_3_64")))
                .withModels(Duration.ofSeconds(2), 1, models.isEmpty() ? new String[0] : models.split(","))
                .withFiles(directory == null ? null : Path.of(directory)));
        System.out.println("READY " + simulator.baseUrl());
    }
}
