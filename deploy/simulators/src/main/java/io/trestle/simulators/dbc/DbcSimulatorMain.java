package io.trestle.simulators.dbc;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The simulator as a process. Environment: {@code PORT} (15050), {@code DBC_PROFILE} (p22, p25), {@code DBC_SPEED} (how many times faster
 * than real time the nodes live, 100: a creation takes three seconds or more), {@code STATE_FILE} (none).
 */
public final class DbcSimulatorMain {

    private DbcSimulatorMain() {
    }

    public static void main(String[] arguments) {
        var environment = System.getenv();
        var file = environment.get("STATE_FILE");
        var simulator = DbcSimulator.start(DbcSimulatorConfig.defaults()
                .withPort(Integer.parseInt(environment.getOrDefault("PORT", "15050")))
                .withProfile(Profile.valueOf(environment.getOrDefault("DBC_PROFILE", "P22").toUpperCase(Locale.ROOT)))
                .withSpeed(Integer.parseInt(environment.getOrDefault("DBC_SPEED", "100")))
                .withStateFile(file == null ? null : Path.of(file)));
        System.out.println("READY " + simulator.baseUrl());
    }
}
