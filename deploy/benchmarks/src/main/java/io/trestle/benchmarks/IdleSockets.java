package io.trestle.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;

/** What open WebSockets that say nothing cost the gateway: live objects after a collection, and memory outside the heap, which is touched before. */
final class IdleSockets {

    private static final int SOCKETS = 1_000;
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    private IdleSockets() {
    }

    static void measure(GatewayUnderLoad gateway, Findings findings) throws Exception {
        var vertx = Vertx.vertx();
        var sockets = new ArrayList<Socket>();
        try {
            var service = vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(SOCKETS)).webSocketHandler(socket -> {
            }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            gateway.lead(service.actualPort());
            var before = memory(gateway.process().process());
            for (var i = 0; i < SOCKETS; i++) {
                sockets.add(open(gateway));
            }
            var each = memory(gateway.process().process()) - before;
            findings.atMost("1,000 idle WebSockets", each / 1024.0 / 1024.0, 30, "MiB");
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
            vertx.close();
        }
    }

    private static Socket open(GatewayUnderLoad gateway) throws IOException {
        var socket = new Socket("127.0.0.1", gateway.process().port());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(("GET /idle HTTP/1.1\r\nHost: localhost\r\nCookie: " + gateway.cookie()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n").getBytes(US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("No WebSocket: " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("No WebSocket: " + head);
        }
        return socket;
    }

    /** Bytes in live objects and in resident memory; the heap is resident from the start, so that neither counts the other. */
    private static long memory(Process process) throws IOException {
        // taskset becomes the program that it starts
        var pid = "" + process.pid();
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var histogram = new String(new ProcessBuilder(jcmd, pid, "GC.class_histogram").start().getInputStream().readAllBytes(), US_ASCII);
        return number(TOTAL, histogram) + number(RESIDENT, Files.readString(Path.of("/proc", pid, "status"))) * 1024;
    }

    private static long number(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException(text);
        }
        return Long.parseLong(found.group(1));
    }
}
