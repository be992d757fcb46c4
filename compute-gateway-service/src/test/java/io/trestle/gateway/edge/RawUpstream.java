package io.trestle.gateway.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that answers with bytes as they are: on each connection it reads heads, and does for each what the test says. */
final class RawUpstream implements AutoCloseable {

    /** What is done with the request of this number, counted over all connections from 0. */
    interface Answer {
        void to(int number, String head, Socket client) throws IOException;
    }

    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server;
    private final Answer answer;

    RawUpstream(Answer answer) {
        this.answer = answer;
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                connections.incrementAndGet();
                start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            var head = new StringBuilder();
            int next;
            while ((next = client.getInputStream().read()) >= 0) {
                head.append((char) next);
                if (head.length() > 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                    answer.to(requests.getAndIncrement(), head.toString(), client);
                    head.setLength(0);
                }
            }
        } catch (SocketException e) {
            // The other side has gone, or the answer was to close.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "raw-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
