package io.trestle.local;

import java.util.List;

/**
 * A stand-in for an upstream system. One line in {@link #ALL} adds one to the stack.
 *
 * @param name of the process
 * @param mainClass reads {@code PORT} and {@code STATE_FILE}, prints READY
 * @param port before the port offset
 * @param replacedBy environment variable that names the real system; when it is set, this is not started
 */
record Simulator(String name, String mainClass, int port, String replacedBy) {

    static final Simulator CLOUDFLARE = new Simulator("cloudflare-simulator",
            "io.trestle.simulators.cloudflare.CloudflareSimulatorMain", 18700, "CLOUDFLARE_API_TOKEN");

    static final List<Simulator> ALL = List.of(CLOUDFLARE);
}
