package io.trestle.engines.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/** TCP ports on the loopback address, the only one that engines listen on. */
public final class Ports {

    public static final String HOST = "127.0.0.1";

    // Below the ranges from which Linux (32768) and macOS (49152) take the ports of outgoing connections: a client that keeps calling a
    // broker which is down would otherwise sooner or later own the broker's port itself.
    private static final int FIRST = 21_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 200;

    private Ports() {
    }

    /** A port that nobody listens on now. */
    public static int free() {
        return ThreadLocalRandom.current().ints(ATTEMPTS, FIRST, LAST).filter(Ports::isFree).findFirst()
                .orElseThrow(() -> new EngineFailure("no free port between " + FIRST + " and " + LAST + " on " + HOST));
    }

    /** Starts something on a free port; on another one, if somebody else was quicker. */
    public static <T> T onFree(IntFunction<T> start) {
        for (int attempt = 1; attempt < 5; attempt++) {
            try {
                return start.apply(free());
            } catch (PortTaken lostTheRace) {
                // by another test run that chose the same port at the same time
            }
        }
        return start.apply(free());
    }

    /** Fails with a message that names the port if somebody listens on it. */
    public static void requireFree(int port, String engine) {
        if (!isFree(port)) {
            throw new PortTaken(port, engine);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
