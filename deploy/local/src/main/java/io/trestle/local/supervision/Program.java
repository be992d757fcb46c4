package io.trestle.local.supervision;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What one process of the stack runs.
 *
 * @param name as in {@code trestle status} and {@code trestle logs}
 * @param command complete command line
 * @param environment added to the launcher's own
 * @param ports TCP ports on loopback that it will listen on, the main one first
 * @param address where it is used
 */
public record Program(String name, Tier tier, List<String> command, Map<String, String> environment, List<Integer> ports, URI address,
        Readiness readiness) {
    /** Names the process but no environment, which holds secrets. */
    @Override
    public String toString() {
        return name + ports;
    }
}
