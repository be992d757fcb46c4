package io.trestle.e2e.chaos.line;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.trestle.e2e.chaos.line.LineFault.Kind;

/** Two sockets, and a thread for each direction. */
final class Connection {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int PIECE = 16 * 1024;
    /** Hundreds of connections pass through the proxies of a stack. */
    private static final long STACK = 128 * 1024;

    private final FaultProxy line;
    private final Socket client;
    private final Socket server = new Socket();
    private final AtomicLong carried = new AtomicLong();
    private final AtomicInteger ends = new AtomicInteger();
    private volatile boolean silent;

    Connection(FaultProxy line, Socket client) {
        this.line = line;
        this.client = client;
    }

    static void inBackground(Runnable work) {
        var thread = new Thread(null, work, "line", STACK);
        thread.setDaemon(true);
        thread.start();
    }

    void reach(InetSocketAddress target) {
        try {
            server.connect(target, CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException away) {
            reset();
            return;
        }
        inBackground(() -> carry(server, client, true));
        carry(client, server, false);
    }

    /** Takes what a client says, and passes it to nobody. */
    void listen() {
        carry(client, server, false);
    }

    void fallSilent() {
        silent = true;
    }

    boolean isSilent() {
        return silent;
    }

    /** Both ends see RST. */
    void reset() {
        end(client);
        end(server);
        line.ended(this);
    }

    private static void end(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closedAlready) {
            // then it has no end to be seen any more
        }
        close(socket);
    }

    private void carry(Socket from, Socket to, boolean answer) {
        var piece = new byte[PIECE];
        try {
            for (var size = from.getInputStream().read(piece); size >= 0; size = from.getInputStream().read(piece)) {
                var fault = line.whenItPasses();
                if (!silent && !passOn(piece, size, to, fault, answer)) {
                    return;
                }
            }
            line.whenItPasses();
            endOf(to);
        } catch (IOException broken) {
            reset();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return whether the connection stands on */
    private boolean passOn(byte[] piece, int size, Socket to, LineFault fault, boolean answer) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(fault.pause().toMillis());
        if (fault.is(Kind.TRUNCATE) && answer) {
            to.getOutputStream().write(piece, 0, size / 2);
            closeOrderly();
            return false;
        }
        var left = fault.is(Kind.CUT) ? Math.max(0, fault.bytes() - carried.get()) : size;
        var passed = (int) Math.min(size, left);
        to.getOutputStream().write(piece, 0, passed);
        carried.addAndGet(passed);
        if (passed < size) {
            reset();
            return false;
        }
        return true;
    }

    /** One side has said all. The other may still speak, unless it has nobody to hear it. */
    private void endOf(Socket to) throws IOException {
        if (silent || ends.incrementAndGet() == 2) {
            closeOrderly();
        } else {
            to.shutdownOutput();
        }
    }

    private void closeOrderly() {
        close(client);
        close(server);
        line.ended(this);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
