package io.trestle.local.suite;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.trestle.local.LocalStackConfig;

/**
 * A stand-in for a system outside. One line in {@link #ALL} adds one to the stack: it is started and supervised, has its row in {@code status}, its
 * log and its port check, and the services that are given {@link #replacedBy} get its address.
 *
 * <p>Several instances of one system are several lines with the same main class and {@code replacedBy}, and names and ports of their own; a
 * service gets all their addresses, with commas between them.
 *
 * @param name of the process, and of its log
 * @param mainClass in {@code deploy/simulators}; reads {@code PORT} and {@code STATE_FILE}, listens on loopback only, and prints a line that begins
 *        with {@code READY} once it answers
 * @param port before the port offset; also in docs/architecture.md, section 5
 * @param replacedBy environment variable that names the real system (an address, or what reaches it); when it is set, this is not started. Empty
 *        for one that always runs
 * @param heap MiB at most; 64 do for a few thousand small objects
 * @param environment further variables of the process
 */
public record Simulator(String name, String mainClass, int port, String replacedBy, int heap, Map<String, String> environment) {
    private static final int SMALL = 64;

    static final Simulator CLOUDFLARE = new Simulator("cloudflare-simulator",
            "io.trestle.simulators.cloudflare.CloudflareSimulatorMain", 18700, "CLOUDFLARE_API_TOKEN");

    /** A worker behind every tunnel. The real Cloudflare leads to real workers. */
    static final Simulator COG = new Simulator("cog-simulator", "io.trestle.simulators.cog.CogSimulatorMain", 13009,
            CLOUDFLARE.replacedBy());

    /** In start order. */
    public static final List<Simulator> ALL = List.of(CLOUDFLARE, COG,
            new Simulator("dbc-simulator", "io.trestle.simulators.dbc.DbcSimulatorMain", 15050, "DBC_CLIENT_URL"));

    /** One of the usual size that needs no further variables. */
    Simulator(String name, String mainClass, int port, String replacedBy) {
        this(name, mainClass, port, replacedBy, SMALL, Map.of());
    }

    /** Those that the configured environment does not replace by real systems. */
    static List<Simulator> started(LocalStackConfig config) {
        return ALL.stream().filter(simulator -> simulator.isStarted(config)).toList();
    }

    boolean isStarted(LocalStackConfig config) {
        return replacedBy.isEmpty() || !config.environment().containsKey(replacedBy);
    }

    URI address(LocalStackConfig config) {
        return URI.create("http://127.0.0.1:" + config.port(port));
    }
}
