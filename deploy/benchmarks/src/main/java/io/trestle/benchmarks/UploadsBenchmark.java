package io.trestle.benchmarks;

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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import io.trestle.engines.process.Ports;

/**
 * Uploads to client-api and to nginx (its WebDAV PUT): the same files, the same client, the same disk, turn by turn. client-api hashes each file
 * and answers after fsync, rename and a commit; nginx does none of these.
 */
final class UploadsBenchmark implements Measurement {

    private static final double GOAL = 0.8;
    private static final int ROUNDS = Integer.getInteger("trestle.bench.rounds", 5);

    /** Files of so many MiB, so many at once, so many in a round. */
    private record Case(int mebibytes, int atOnce, int files) {
    }

    private static final List<Case> CASES = List.of(new Case(100, 1, 4), new Case(64, 4, 16), new Case(1, 8, 128));

    @Override
    public Findings run(Path root) throws Exception {
        var program = ServiceProcess.program("nginx", "nginx-light");
        try (var engines = DurableEngines.start(root);
                var nginx = nginx(program, engines.directory().resolve("nginx"));
                var service = ServiceProcess.clientApi(root, engines.environment(), engines.directory().resolve("service"),
                        Map.of("trestle.uploads.tenant-quota", "1T"))) {
            var findings = new Findings();
            for (var each : CASES) {
                compare(engines.directory(), each, nginx.port(), service.port(), findings);
            }
            return findings;
        }
    }

    private static void compare(Path directory, Case each, int nginx, int service, Findings findings) throws Exception {
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
        var what = each.mebibytes() + " MiB, " + each.atOnce() + " at once";
        findings.note(what + ": nginx, client-api",
                String.format(Locale.ROOT, "%.0f MB/s, %.0f MB/s (medians of %d rounds)", median(before),
                        median(ours), ROUNDS));
        findings.atLeast(what + ": ratio", median(ours) / median(before), GOAL, "");
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
            var head = ByteBuffer.wrap(("PUT " + name + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-KEY: " + ServiceProcess.KEY
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

    private static ServiceProcess nginx(String program, Path directory) throws Exception {
        var port = Ports.free();
        Files.createDirectories(directory.resolve("files"));
        var user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        var conf = Files.writeString(directory.resolve("nginx.conf"),
                String.format(Locale.ROOT,
                        """
                                daemon off; worker_processes auto; pid %1$s/pid; error_log %1$s/error.log; %3$s
                                events { worker_connections 256; }
                                http {
                                  access_log off; client_max_body_size 4g; client_body_temp_path %1$s/temp; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                                  server { listen 127.0.0.1:%2$d; location / { root %1$s/files; dav_methods PUT; create_full_put_path on; } }
                                }
                                """,
                        directory, port, user));
        return ServiceProcess.start(List.of(program, "-p", directory.toString(), "-c", conf.toString()), directory, port);
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
}
