package io.trestle.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.trestle.local.LocalStack;
import io.trestle.local.LocalStackConfig;

/** One stack for all test classes of the run, as {@code ./trestle up} starts it, on free ports. */
final class Suite {

    static final String CLIENT_API = "client-api-service";
    static final String DBC_ADAPTER = "dbc-adapter-service";
    static final String CLOUDFLARE_ADAPTER = "cloudflare-adapter-service";
    static final String CLOUDFLARE_SIMULATOR = "cloudflare-simulator";
    static final String KAFKA = "kafka";
    static final String POSTGRES = "postgres";

    private static final int[] PORTS = {8080, 9080, 8000, 9000, 12345, 12346, 9012, 8090, 9090, 8082, 9082, 15432, 19092, 18700, 15050,
            13009, 18188, 18189};
    private static LocalStack stack;

    private Suite() {
    }

    static synchronized LocalStack running() {
        if (stack == null) {
            stack = LocalStack.start(LocalStackConfig.of(checkout(), freshDirectory())
                    .withPortOffset(freeOffset())
                    // Short, so that a test of the 202 answer need not wait for half a minute.
                    .with(CLIENT_API, "TRESTLE_REGISTRATION_WAIT", "4s")
                    // A killed adapter's work is taken up when its lease is over; 30 s is for production.
                    .with(CLOUDFLARE_ADAPTER, "TRESTLE_CLOUDFLARE_TUNNEL_LEASE_FOR", "3s"));
        }
        return stack;
    }

    /** A stack for one test that needs another configuration; to be closed. */
    static LocalStack another(UnaryOperator<LocalStackConfig> changes) {
        return LocalStack.start(changes.apply(LocalStackConfig.of(checkout(), freshDirectory()).withPortOffset(freeOffset())));
    }

    static Path checkout() {
        return Path.of(System.getProperty("trestle.root"));
    }

    static Registrations registrations() {
        return new Registrations(running().url(CLIENT_API));
    }

    static CloudflareControl cloudflare() {
        return new CloudflareControl(running().url(CLOUDFLARE_SIMULATOR));
    }

    private static Path freshDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "stacks")), "stack");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freeOffset() {
        return IntStream.iterate(20_000, offset -> offset + 100).limit(200)
                .filter(offset -> IntStream.of(PORTS).allMatch(port -> free(port + offset)))
                .findFirst().orElseThrow();
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
