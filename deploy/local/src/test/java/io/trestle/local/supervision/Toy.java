package io.trestle.local.supervision;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Small programs for a supervisor: they are ready at once and do nothing. */
final class Toy {
    /** Prints which start this is of; the last process of its shell, so that a signal meets it alone. */
    static final String IDLE = "echo started; echo READY; exec sleep 600";

    private Toy() {
    }

    static Program shell(String name, Tier tier, String script) {
        return program(name, tier, List.of("sh", "-c", script));
    }

    static Program idle(String name, Tier tier) {
        return shell(name, tier, IDLE);
    }

    /** A JVM that ends with its launcher. */
    static Program tethered(String name, Tier tier) {
        return program(name, tier,
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx16m", "-XX:+UseSerialGC",
                        "-cp", System.getProperty("java.class.path"), Tether.class.getName(), ToyServer.class.getName()));
    }

    static Program listening(String name, int port) {
        return new Program(name, Tier.SERVICE, List.of("sh", "-c", IDLE), Map.of(), List.of(port), URI.create("http://127.0.0.1:" + port),
                Readiness.line());
    }

    private static Program program(String name, Tier tier, List<String> command) {
        return new Program(name, tier, command, Map.of(), List.of(), URI.create("toy:" + name), Readiness.line());
    }
}
