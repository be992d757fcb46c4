package io.trestle.s3server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** S3Proxy in a JVM of its own, on a free port of the loopback address, with one bucket. It ends when it is closed, or with this JVM. */
public final class S3Server implements AutoCloseable {

    public static final String BUCKET = "files";
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";

    /** For a slow, busy machine. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final int port;
    private final Thread closeAtExit = new Thread(this::destroy, "s3-server");

    private S3Server(Process process, int port) {
        this.process = process;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(closeAtExit);
    }

    /**
     * Returns when it answers.
     *
     * @param directory for its data and its log; made if need be
     */
    public static S3Server start(Path directory) {
        try {
            Files.createDirectories(directory.resolve("data").resolve(BUCKET));
            for (var attempt = 1;; attempt++) {
                var server = launch(directory, freePort());
                if (server.awaitPort()) {
                    return server;
                }
                server.close();
                if (attempt == 3) {
                    throw new IllegalStateException("S3Proxy does not start:\n" + Files.readString(directory.resolve("log")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static S3Server launch(Path directory, int port) throws IOException {
        var properties = Files.writeString(directory.resolve("s3proxy.conf"), String.join("\n",
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + ACCESS_KEY,
                "s3proxy.credential=" + SECRET_KEY,
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + directory.resolve("data").toAbsolutePath(),
                ""));
        var command = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx192m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath(), "org.gaul.s3proxy.Main", "--properties",
                properties.toString()))
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
        command.environment().put("LOG_LEVEL", "info");
        return new S3Server(command.start(), port);
    }

    private static String classPath() throws IOException {
        try (var file = S3Server.class.getResourceAsStream("classpath")) {
            if (file == null) {
                throw new IllegalStateException("This module was not built by Maven: its class path file is missing");
            }
            return new String(file.readAllBytes(), UTF_8).strip();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** @return false where it ended, which it does when somebody else was quicker to take the port */
    private boolean awaitPort() throws IOException {
        var limit = System.nanoTime() + START_LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() < limit) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException notYet) {
                pause();
            }
        }
        return false;
    }

    private void pause() throws IOException {
        try {
            process.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while S3Proxy starts", e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** SIGKILL: what it was writing is cut off. */
    private void destroy() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        destroy();
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException exiting) {
            // then it runs already
        }
    }
}
