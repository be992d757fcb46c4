package io.trestle.local;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import io.trestle.local.suite.Programs;
import io.trestle.local.suite.Service;
import io.trestle.local.suite.Simulator;
import io.trestle.local.supervision.PortHolder;
import io.trestle.local.supervision.StackFailure;

/** Finds room for one more stack on this machine. */
public final class PortOffsets {
    /** So that every shifted port stays below those that Linux gives to outgoing connections (32768). */
    private static final int LARGEST = 13_000;
    private static final int ATTEMPTS = 100;

    private PortOffsets() {
    }

    /** An offset with which all ports of a stack are free now. */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int offset = ThreadLocalRandom.current().nextInt(1_000, LARGEST);
            if (ports().allMatch(port -> PortHolder.isFree(port + offset))) {
                return offset;
            }
        }
        throw new StackFailure("no port offset up to " + LARGEST + " leaves all ports of a stack free");
    }

    private static IntStream ports() {
        var engines = IntStream.of(Programs.POSTGRES_PORT, Programs.KAFKA_PORT);
        var simulators = Simulator.ALL.stream().mapToInt(Simulator::port);
        var services = Arrays.stream(Service.values()).flatMapToInt(service -> service.ports().stream().mapToInt(Integer::intValue));
        return IntStream.concat(engines, IntStream.concat(simulators, services));
    }
}
