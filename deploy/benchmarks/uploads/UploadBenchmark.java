import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.trestle.engines.TestEnvironment;
import io.trestle.engines.process.Ports;

/**
 * Uploads to client-api-service and to nginx (its WebDAV PUT), side by side: the same files, the same client, the same disk, turn by turn.
 * Started by {@code run}. client-api hashes each file and answers after fsync, rename and a commit; nginx does none of these.
 * Exits with 1 when the service is slower than 0.8 of nginx in any of the cases.
 */
public final class UploadBenchmark {

    private static final double GOAL = 0.8;
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final String KEY = "test-local-key-0000001";

    /** Files of so many MiB, so many at once, so many in a round. */
    private record Case(int mebibytes, int atOnce, int files) {
    }

    private static final List<Case> CASES = List.of(new Case(256, 1, 2), new Case(64, 4, 16), new Case(2, 8, 128));

    public static void main(String[] arguments) throws Exception {
        var directory = Files.createTempDirectory(Files.createDirectories(Path.of(arguments[0]).toAbsolutePath()), "uploads");
        var nginxPort = Ports.free();
        var servicePort = Ports.free();
        var good = false;
        try (var environment = TestEnvironment.create()) {
            var nginx = nginx(directory.resolve("nginx"), nginxPort);
            var service = service(Path.of(arguments[1]), directory.resolve("service"), servicePort, environment);
            try {
                awaitPort(nginxPort, nginx);
                awaitPort(servicePort, service);
                good = compare(directory, nginxPort, servicePort);
            } finally {
                nginx.destroy();
                service.destroy();
                nginx.waitFor(30, TimeUnit.SECONDS);
                service.waitFor(30, TimeUnit.SECONDS);
                delete(directory);
            }
        }
        // not before: it would leave both servers running
        System.exit(good ? 0 : 1);
    }

    private static boolean compare(Path directory, int nginx, int service) throws Exception {
        System.out.printf(Locale.ROOT, "%-28s %12s %12s %8s   (MB/s, median of %d rounds)%n", "", "nginx", "client-api", "ratio", ROUNDS);
        var good = true;
        for (var each : CASES) {
            var file = Files.write(directory.resolve("source"), random(each.mebibytes()));
            var before = new ArrayList<Double>();
            var ours = new ArrayList<Double>();
            for (var round = 0; round < ROUNDS + 2; round++) {
                var nginxSpeed = speed(each, file, nginx, "/", 1000 * round);
                var serviceSpeed = speed(each, file, service, "/pc/client-api/upload/", 1000 * round);
                // two rounds to warm up
                if (round >= 2) {
                    before.add(nginxSpeed);
                    ours.add(serviceSpeed);
                }
                clear(directory);
            }
            var ratio = median(ours) / median(before);
            good &= ratio >= GOAL;
            System.out.printf(Locale.ROOT, "%-28s %12.0f %12.0f %8.2f%n", each.mebibytes() + " MiB, " + each.atOnce() + " at once",
                    median(before), median(ours), ratio);
        }
        return good;
    }

    /** MB/s of one round. */
    private static double speed(Case each, Path file, int port, String root, int firstName) throws Exception {
        var pool = Executors.newFixedThreadPool(each.atOnce());
        try {
            var uploads = new ArrayList<Callable<Void>>();
            for (var i = 0; i < each.files(); i++) {
                var name = root + "f" + each.mebibytes() + "_" + (firstName + i);
                uploads.add(() -> {
                    put(file, port, name);
                    return null;
                });
            }
            var begin = System.nanoTime();
            for (var done : pool.invokeAll(uploads)) {
                done.get();
            }
            return (double) each.files() * (each.mebibytes() << 20) / ((System.nanoTime() - begin) / 1e9) / 1e6;
        } finally {
            pool.shutdown();
        }
    }

    /** The kernel copies the file to the socket; its first 32 bytes are the upload's own, so that no two are the same. */
    private static void put(Path file, int port, String name) throws IOException {
        try (var socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                var source = FileChannel.open(file, StandardOpenOption.READ)) {
            var size = source.size();
            var head = ByteBuffer.wrap(("PUT " + name + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-KEY: " + KEY
                    + "\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n").getBytes(ISO_8859_1));
            var own = ByteBuffer.wrap(Arrays.copyOf((name + " ".repeat(32)).getBytes(ISO_8859_1), 32));
            write(socket, head);
            write(socket, own);
            for (var position = 32L; position < size;) {
                position += source.transferTo(position, size - position, socket);
            }
            var answer = answer(socket);
            if (!answer.startsWith("HTTP/1.1 201")) {
                throw new IOException(name + ": " + answer);
            }
        }
    }

    private static void write(SocketChannel socket, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    private static String answer(SocketChannel socket) throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(4096);
        while (socket.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toString(ISO_8859_1);
    }

    private static Process nginx(Path directory, int port) throws IOException {
        Files.createDirectories(directory.resolve("files"));
        var conf = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off; worker_processes auto; pid %1$s/pid; error_log %1$s/error.log; %3$s
                events { worker_connections 256; }
                http {
                  access_log off; client_max_body_size 4g; client_body_temp_path %1$s/temp; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  server { listen 127.0.0.1:%2$d; location / { root %1$s/files; dav_methods PUT; create_full_put_path on; } }
                }
                """.formatted(directory, port, "root".equals(System.getProperty("user.name")) ? "user root;" : ""));
        return new ProcessBuilder("nginx", "-p", directory.toString(), "-c", conf.toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("out").toFile()).start();
    }

    private static Process service(Path jar, Path directory, int port, TestEnvironment environment) throws IOException {
        Files.createDirectories(directory);
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        environment.configuration().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-Dquarkus.management.port=" + Ports.free(),
                "-Dtrestle.files.directory=" + directory.resolve("files"), "-Dtrestle.identity.local-key=" + KEY,
                "-Dtrestle.secrets.active-key=k1", "-Dtrestle.secrets.keys.k1=" + Base64.getEncoder().encodeToString(new byte[32]),
                "-jar", jar.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
    }

    private static void awaitPort(int port, Process process) throws Exception {
        var limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (process.isAlive() && System.nanoTime() < limit) {
            try (var socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        throw new IllegalStateException("Nothing listens on port " + port);
    }

    private static byte[] random(int mebibytes) {
        var bytes = new byte[mebibytes << 20];
        new Random(mebibytes).nextBytes(bytes);
        return bytes;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** What both have stored, so that neither meets a fuller disk; then the disk is left to finish. */
    private static void clear(Path directory) throws Exception {
        for (var stored : List.of(directory.resolve("nginx/files"), directory.resolve("service/files/objects"))) {
            try (var files = Files.walk(stored)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
        new ProcessBuilder("sync").start().waitFor();
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private UploadBenchmark() {
    }
}
