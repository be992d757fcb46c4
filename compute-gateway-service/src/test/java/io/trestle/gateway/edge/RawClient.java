package io.trestle.gateway.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Sends bytes as they are, and hears what comes back. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE = 60_000;

    private final Socket socket;

    RawClient(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All until the other side closes. */
    String readToEnd() {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The connection stayed open after: " + all.toString(ISO_8859_1), e);
        } catch (IOException e) {
            // A reset is an end, too.
        }
        return all.toString(ISO_8859_1);
    }

    /** Until a text has come. */
    String readUntil(String text) {
        var all = new StringBuilder();
        try {
            while (all.indexOf(text) < 0) {
                var next = socket.getInputStream().read();
                if (next < 0) {
                    throw new AssertionError("The connection ended after: " + all);
                }
                all.append((char) next);
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("After: " + all, e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
