package io.trestle.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Very many WebSockets that only listen, in one thread and a few bytes each, so that the client is not what is measured. */
final class WatchingSockets implements AutoCloseable {

    private static final int LARGEST = 1024;
    private static final int LONG_LENGTH = 126;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    /** One socket: what came of its latest frame so far. */
    private static final class Watcher {

        final String clientId;
        final ByteBuffer incoming = ByteBuffer.allocate(LARGEST);
        boolean upgraded;

        Watcher(String clientId) {
            this.clientId = clientId;
        }
    }

    private final URI server;
    private final Selector selector = Selector.open();
    private final BiConsumer<String, String> frames;
    private final List<SocketChannel> channels = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Thread reader = new Thread(this::read, "watchers");
    private volatile boolean closed;

    /** @param frames gets the client id and the text of each frame, in the reading thread */
    WatchingSockets(URI server, BiConsumer<String, String> frames) throws IOException {
        this.server = server;
        this.frames = frames;
        reader.start();
    }

    /** Connects; the upgrade goes on in the background. */
    void open(String clientId) throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        channel.write(ByteBuffer.wrap(("GET /ws?clientId=" + clientId + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n").getBytes(US_ASCII)));
        channel.configureBlocking(false);
        channels.add(channel);
        channel.register(selector, SelectionKey.OP_READ, new Watcher(clientId));
        selector.wakeup();
    }

    int opened() {
        return open.get();
    }

    private void read() {
        while (!closed) {
            try {
                selector.select(key -> ready(key), 100);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private void ready(SelectionKey key) {
        var watcher = (Watcher) key.attachment();
        try {
            if (((SocketChannel) key.channel()).read(watcher.incoming) < 0) {
                key.channel().close();
                return;
            }
            watcher.incoming.flip();
            if (watcher.upgraded || upgraded(watcher)) {
                while (frame(watcher)) {
                    // until what is there is no whole frame
                }
            }
            watcher.incoming.compact();
        } catch (IOException over) {
            close(key);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            key.cancel();
        }
    }

    private boolean upgraded(Watcher watcher) throws IOException {
        var head = US_ASCII.decode(watcher.incoming.duplicate()).toString();
        var end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(head);
        }
        watcher.incoming.position(watcher.incoming.position() + end + 4);
        watcher.upgraded = true;
        open.incrementAndGet();
        return true;
    }

    private boolean frame(Watcher watcher) throws IOException {
        var in = watcher.incoming;
        if (in.remaining() < 2) {
            return false;
        }
        var start = in.position();
        var opcode = in.get(start) & 0xF;
        var length = in.get(start + 1) & 0x7F;
        var header = 2;
        if (length == LONG_LENGTH) {
            if (in.remaining() < 4) {
                return false;
            }
            length = in.getShort(start + 2) & 0xFFFF;
            header = 4;
        }
        if (in.remaining() < header + length) {
            return false;
        }
        var payload = new byte[length];
        in.position(start + header);
        in.get(payload);
        if (opcode == TEXT) {
            frames.accept(watcher.clientId, new String(payload, UTF_8));
        } else if (opcode == CLOSE) {
            throw new ClosedChannelException();
        }
        return true;
    }

    @Override
    public void close() throws Exception {
        closed = true;
        selector.wakeup();
        reader.join();
        for (var channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
