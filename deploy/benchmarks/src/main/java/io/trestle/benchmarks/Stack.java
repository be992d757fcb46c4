package io.trestle.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;

import io.trestle.local.LocalStack;
import io.trestle.local.LocalStackConfig;

/** A stack of its own for one benchmark, on free ports and in a directory that is deleted afterwards. */
final class Stack implements AutoCloseable {

    private static final int[] PORTS = {8080, 9080, 8000, 9000, 12345, 12346, 9012, 8090, 9090, 8082, 9082, 15432, 19092, 18700, 18188,
            18189,
            15050, 13009};

    private final LocalStack stack;
    private final Path data;

    private Stack(LocalStack stack, Path data) {
        this.stack = stack;
        this.data = data;
    }

    static Stack start(Path root, Benchmark benchmark) throws IOException {
        var data = Files.createTempDirectory(Files.createDirectories(root.resolve("deploy/benchmarks/target/stacks")), "bench");
        return new Stack(LocalStack.start(benchmark.configure(LocalStackConfig.of(root, data).withPortOffset(freeOffset()))), data);
    }

    URI url(String process) {
        return stack.url(process);
    }

    private static int freeOffset() {
        return IntStream.iterate(20_000, offset -> offset + 100).limit(200)
                .filter(offset -> IntStream.of(PORTS).allMatch(port -> isFree(port + offset)))
                .findFirst().orElseThrow(() -> new IllegalStateException("No free ports"));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    @Override
    public void close() {
        stack.close();
        try (var files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
