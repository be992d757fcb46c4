package io.trestle.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.trestle.engines.TestEnvironment;
import io.trestle.engines.process.Ports;

/** A process that is measured, listening on a port of its own. */
record ServiceProcess(Process process, int port) implements AutoCloseable {

    /** Of tenant {@code local} at client-api. */
    static final String KEY = "bench-local-key-0000001";
    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

    /** client-api as it is deployed: with both compilers and a heap of 512 MiB. */
    static ServiceProcess clientApi(Path root, TestEnvironment environment, Path directory, Map<String, String> further) throws Exception {
        return service(root, "client-api-service", environment, directory, further, List.of(
                "-Dtrestle.files.directory=" + directory.resolve("files"), "-Dtrestle.identity.local-key=" + KEY,
                "-Dtrestle.secrets.active-key=k1", "-Dtrestle.secrets.keys.k1=" + SECRET));
    }

    /** comfy-bridge as it is deployed, with these ComfyUI servers and workflows. */
    static ServiceProcess bridge(Path root, TestEnvironment environment, Path directory, Map<String, String> further) throws Exception {
        return service(root, "comfy-bridge-service", environment, directory, further, List.of("-Dtrestle.auth.mode=open",
                "-Dtrestle.comfy.content.directory=" + directory.resolve("content")));
    }

    /** dbc-adapter as it is deployed, before this client node. */
    static ServiceProcess dbcAdapter(Path root, TestEnvironment environment, Path directory, String clientNode) throws Exception {
        return service(root, "dbc-adapter-service", environment, directory, Map.of(), List.of("-Dtrestle.auth.mode=open",
                "-Dtrestle.secrets.active-key=k1", "-Dtrestle.secrets.keys.k1=" + SECRET, "-Dtrestle.dbc.client-url=" + clientNode));
    }

    /** compute-gateway with PostgreSQL, one event loop for each processor, and no limit for one client address. */
    static ServiceProcess gateway(Path root, TestEnvironment environment, Path directory) throws Exception {
        return service(root, "compute-gateway-service", environment, directory, Map.of(), List.of("-Dtrestle.gateway.session.key=" + SECRET,
                "-Dquarkus.grpc.server.port=" + Ports.free(), "-Dtrestle.gateway.deploy.target=host",
                "-Dtrestle.gateway.handshakes-per-minute=" + Integer.MAX_VALUE));
    }

    private static ServiceProcess service(Path root, String module, TestEnvironment environment, Path directory,
            Map<String, String> further,
            List<String> settings) throws Exception {
        var port = Ports.free();
        var command = java();
        environment.configuration().forEach((name, value) -> command.add("-D" + name + "=" + value));
        further.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(settings);
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-Dquarkus.management.port=" + Ports.free(),
                "-jar", root.resolve(module + "/target/quarkus-app/quarkus-run.jar").toString()));
        return start(command, directory, port);
    }

    /** With the collector of the images, and with what {@code trestle.bench.jvm} adds: a recording, for example. */
    private static List<String> java() {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-Xss512k",
                "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(Stream.of(System.getProperty("trestle.bench.jvm", "").split(" ")).filter(option -> !option.isEmpty()).toList());
        return command;
    }

    /** What it has used since it was started, of all processors. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Of the process, in MiB, now; 0 where the system does not say. */
    long residentMemory() throws IOException {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(0);
    }

    /** Returns when its port is open. */
    static ServiceProcess start(List<String> command, Path directory, int port) throws Exception {
        var log = Files.createDirectories(directory).resolve("log");
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (process.isAlive() && System.nanoTime() < limit) {
            try (var socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                return new ServiceProcess(process, port);
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        process.destroy();
        throw new IllegalStateException(command.get(0) + " does not listen on its port:\n" + Files.readString(log));
    }

    /** The program's path, or a failure that says which Debian package has it. */
    static String program(String name, String debianPackage) {
        for (var directory : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return Path.of(directory, name).toString();
            }
        }
        throw new IllegalStateException(name + " is missing; on Debian: apt-get install " + debianPackage);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
