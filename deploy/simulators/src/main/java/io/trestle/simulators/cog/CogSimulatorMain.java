package io.trestle.simulators.cog;

import java.util.Locale;

/**
 * The simulator as a process. Environment: {@code PORT} (13009), {@code COG_GENERATION} (python, coglet), {@code COG_SCENARIO} (happy …),
 * {@code COG_SPEED} (1: real timers), {@code API_KEY} (none), {@code CLIENT_API_URL} (none; with one, files are uploaded there), {@code REGISTER}
 * (false; true: registers a model there and prints its id).
 */
public final class CogSimulatorMain {

    private CogSimulatorMain() {
    }

    public static void main(String[] arguments) throws Exception {
        var environment = System.getenv();
        var clientApi = environment.get("CLIENT_API_URL");
        var key = environment.get("API_KEY");
        var simulator = CogSimulator.start(CogSimulatorConfig.defaults()
                .withPort(Integer.parseInt(environment.getOrDefault("PORT", "13009")))
                .withGeneration(Generation.valueOf(environment.getOrDefault("COG_GENERATION", "PYTHON").toUpperCase(Locale.ROOT)))
                .withScenario(Scenario.valueOf(environment.getOrDefault("COG_SCENARIO", "HAPPY").toUpperCase(Locale.ROOT)))
                .withSpeed(Double.parseDouble(environment.getOrDefault("COG_SPEED", "1")))
                .withApiKey(key)
                .withUploadUrl(clientApi == null ? null : clientApi + "/pc/client-api/upload"));
        System.out.println("READY " + simulator.baseUrl());
        if (clientApi != null && Boolean.parseBoolean(environment.get("REGISTER"))) {
            System.out.println("MODEL " + CogRegistration.register(clientApi, key));
        }
    }
}
