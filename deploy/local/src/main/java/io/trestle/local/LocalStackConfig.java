package io.trestle.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.trestle.local.supervision.Console;

/**
 * How a stack is set up.
 *
 * @param installation where the services are: a checkout that has been built, or what the script has put aside from one
 * @param data directory of everything that is kept: databases, secrets, logs, process records
 * @param portOffset added to every port of docs/architecture.md, section 5
 * @param restartDead whether a process that dies is started again
 * @param environment of the launcher: says which upstreams are real, see {@link io.trestle.local.suite.Simulator#replacedBy()}
 * @param overrides environment variables by process name, put over what the stack gives that process
 */
public record LocalStackConfig(Path installation, Path data, int portOffset, boolean restartDead, Map<String, String> environment,
        Map<String, Map<String, String>> overrides, Console console) {

    /** The documented ports, dead processes started again, nothing printed. */
    public static LocalStackConfig of(Path installation, Path data) {
        return new LocalStackConfig(installation.toAbsolutePath().normalize(), data.toAbsolutePath().normalize(), 0, true, System.getenv(),
                Map.of(), Console.silent());
    }

    public LocalStackConfig withPortOffset(int offset) {
        return new LocalStackConfig(installation, data, offset, restartDead, environment, overrides, console);
    }

    /** A process that dies stays dead until {@link LocalStack#start(String)}. */
    public LocalStackConfig withoutRestarts() {
        return new LocalStackConfig(installation, data, portOffset, false, environment, overrides, console);
    }

    public LocalStackConfig withConsole(Console other) {
        return new LocalStackConfig(installation, data, portOffset, restartDead, environment, overrides, other);
    }

    /** Instead of the launcher's own environment. */
    public LocalStackConfig withEnvironment(Map<String, String> other) {
        return new LocalStackConfig(installation, data, portOffset, restartDead, Map.copyOf(other), overrides, console);
    }

    /** Gives one process a variable, such as the address of a proxy in front of what it would call directly. */
    public LocalStackConfig with(String process, String variable, String value) {
        var all = new HashMap<>(overrides);
        var ofProcess = new HashMap<>(all.getOrDefault(process, Map.of()));
        ofProcess.put(variable, value);
        all.put(process, Map.copyOf(ofProcess));
        return new LocalStackConfig(installation, data, portOffset, restartDead, environment, Map.copyOf(all), console);
    }

    public int port(int base) {
        return base + portOffset;
    }

    /** Without the environment, which may hold tokens. */
    @Override
    public String toString() {
        return "LocalStackConfig[" + data + ", port offset " + portOffset + "]";
    }
}
