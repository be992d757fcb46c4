package io.trestle.gateway.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** The way to a server on loopback, which may be cut: open connections break, new ones are closed at once. */
final class Cable implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private final NetServer entry;
    private volatile boolean cut;

    Cable(int port) {
        var client = vertx.createNetClient();
        entry = vertx.createNetServer().connectHandler(socket -> {
            if (cut) {
                socket.close();
                return;
            }
            open.add(socket);
            socket.pause().closeHandler(closed -> open.remove(socket));
            client.connect(port, "127.0.0.1").onSuccess(far -> {
                socket.closeHandler(closed -> {
                    open.remove(socket);
                    far.close();
                });
                far.closeHandler(closed -> socket.close());
                socket.pipeTo(far);
                far.pipeTo(socket);
            }).onFailure(failure -> socket.close());
        }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    int port() {
        return entry.actualPort();
    }

    void cut() {
        cut = true;
        open.forEach(NetSocket::close);
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
