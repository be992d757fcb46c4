package io.trestle.simulators.cog;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a worker is set up.
 *
 * @param port on 127.0.0.1; 0 picks a free one
 * @param scenario of every prediction, until told otherwise
 * @param speed how many times faster than real time its timers run; 1 is honest
 * @param work how long a step of a prediction takes, before the speed
 * @param apiKey what it sends with webhooks and uploads: X-API-KEY, or a bearer token in the Rust generation
 * @param uploadUrl where files go; null: it uploads none, and its outputs are data URIs
 */
public record CogSimulatorConfig(int port, Generation generation, Scenario scenario, double speed, Duration work, @Nullable String apiKey,
        @Nullable String uploadUrl) {

    /** A free port, the Python generation, real timers, 600 ms a step (more than the throttle between two reports). */
    public static CogSimulatorConfig defaults() {
        return new CogSimulatorConfig(0, Generation.PYTHON, Scenario.HAPPY, 1, Duration.ofMillis(600), null, null);
    }

    public CogSimulatorConfig withPort(int number) {
        return new CogSimulatorConfig(number, generation, scenario, speed, work, apiKey, uploadUrl);
    }

    public CogSimulatorConfig withGeneration(Generation other) {
        return new CogSimulatorConfig(port, other, scenario, speed, work, apiKey, uploadUrl);
    }

    public CogSimulatorConfig withScenario(Scenario other) {
        return new CogSimulatorConfig(port, generation, other, speed, work, apiKey, uploadUrl);
    }

    public CogSimulatorConfig withSpeed(double times) {
        return new CogSimulatorConfig(port, generation, scenario, times, work, apiKey, uploadUrl);
    }

    public CogSimulatorConfig withApiKey(@Nullable String key) {
        return new CogSimulatorConfig(port, generation, scenario, speed, work, key, uploadUrl);
    }

    public CogSimulatorConfig withUploadUrl(@Nullable String url) {
        return new CogSimulatorConfig(port, generation, scenario, speed, work, apiKey, url);
    }

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "CogSimulatorConfig[" + generation + ", " + scenario + ", speed=" + speed + "]";
    }
}
