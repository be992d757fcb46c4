package io.trestle.e2e.chaos.line;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.trestle.e2e.chaos.line.LineFault.Kind;

/**
 * A line to a server on this machine. Everything passes until a fault is put on it; it knows nothing of what it carries. A server that is away
 * looks a little different through it: the connection is taken, then reset.
 */
public final class FaultProxy implements AutoCloseable {

    /** A pool that was cut off comes back all at once. */
    private static final int BACKLOG = 500;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private LineFault fault = LineFault.NONE;

    private FaultProxy(int port, int target) {
        try {
            this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), target);
            this.listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Connection.inBackground(this::accept);
    }

    /** To this port of 127.0.0.1, where nothing needs to listen yet. */
    public static FaultProxy to(int target) {
        return new FaultProxy(0, target);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    /** Connections that stand. */
    public int open() {
        return connections.size();
    }

    /** From now on, until the next call. */
    public void fail(LineFault next) {
        synchronized (this) {
            fault = next;
            notifyAll();
        }
        switch (next.kind()) {
            case RESET -> connections.forEach(Connection::reset);
            case HALF_OPEN -> connections.forEach(Connection::fallSilent);
            default -> {
                // the next piece of data meets it
            }
        }
    }

    /** Nothing is wrong any more. */
    public void heal() {
        fail(LineFault.NONE);
        connections.stream().filter(Connection::isSilent).forEach(Connection::reset);
    }

    /** What is wrong now; waits for as long as nothing passes. */
    synchronized LineFault whenItPasses() throws InterruptedException {
        while (fault.is(Kind.BLACK_HOLE) && !listener.isClosed()) {
            wait();
        }
        return fault;
    }

    private synchronized LineFault now() {
        return fault;
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                Connection.inBackground(() -> serve(client));
            }
        } catch (IOException closed) {
            // the stack is over
        }
    }

    private void serve(Socket client) {
        var connection = new Connection(this, client);
        connections.add(connection);
        if (now().is(Kind.RESET)) {
            connection.reset();
        } else if (now().is(Kind.HALF_OPEN)) {
            connection.fallSilent();
            connection.listen();
        } else {
            connection.reach(target);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(Connection::reset);
        heal();
    }
}
