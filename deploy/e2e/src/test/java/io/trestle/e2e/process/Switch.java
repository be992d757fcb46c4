package io.trestle.e2e.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** One address before several replicas: each new connection goes to the next one that takes it. It knows nothing of HTTP. */
public final class Switch implements AutoCloseable {

    private final ServerSocket listener;
    private final List<Integer> replicas = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    public Switch() {
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void add(int port) {
        replicas.add(port);
    }

    public void remove(int port) {
        replicas.remove(Integer.valueOf(port));
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                inBackground(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket client) {
        try (client; var replica = connect()) {
            inBackground(() -> copy(client, replica));
            copy(replica, client);
        } catch (IOException nobody) {
            // the client sees a closed connection, as from a balancer without replicas
        }
    }

    private Socket connect() throws IOException {
        var failure = new IOException("No replica");
        for (var attempt = 0; attempt < 2 * replicas.size(); attempt++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), replicas.get(next.getAndIncrement() % replicas.size()));
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Until one side ends; then both do. */
    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException ended) {
            // and with it the other direction, which uses the same sockets
        }
    }

    private static void inBackground(Runnable work) {
        var thread = new Thread(work, "switch");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
