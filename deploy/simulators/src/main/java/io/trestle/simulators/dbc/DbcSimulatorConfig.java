package io.trestle.simulators.dbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a simulator is set up.
 *
 * @param port on 127.0.0.1; 0 picks a free one
 * @param speed how many times faster than real time the nodes live: at 600 a creation of ten minutes takes a second
 * @param warmUp real time after the start in which the client's list of nodes is still empty
 * @param stateFile where the state survives the process, or null
 */
public record DbcSimulatorConfig(int port, Profile profile, int speed, Duration warmUp, List<NodeSpec> nodes, @Nullable Path stateFile) {

    /** A free port, P22, 600 times faster, one rented node, nothing kept. */
    public static DbcSimulatorConfig defaults() {
        return new DbcSimulatorConfig(0, Profile.P22, 600, Duration.ZERO, List.of(NodeSpec.local()), null);
    }

    public DbcSimulatorConfig withPort(int number) {
        return new DbcSimulatorConfig(number, profile, speed, warmUp, nodes, stateFile);
    }

    public DbcSimulatorConfig withProfile(Profile other) {
        return new DbcSimulatorConfig(port, other, speed, warmUp, nodes, stateFile);
    }

    public DbcSimulatorConfig withSpeed(int times) {
        return new DbcSimulatorConfig(port, profile, times, warmUp, nodes, stateFile);
    }

    public DbcSimulatorConfig withWarmUp(Duration real) {
        return new DbcSimulatorConfig(port, profile, speed, real, nodes, stateFile);
    }

    public DbcSimulatorConfig withNodes(NodeSpec... others) {
        return new DbcSimulatorConfig(port, profile, speed, warmUp, List.of(others), stateFile);
    }

    public DbcSimulatorConfig withStateFile(@Nullable Path file) {
        return new DbcSimulatorConfig(port, profile, speed, warmUp, nodes, file);
    }
}
