package io.trestle.clientapi.rpc;

import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;

/** The socket of a client: says who the client is, then brings its frames. {@code ?client_id=…&resume=<last seq>} goes on after a cut. */
@WebSocket(path = "/ws", endpointId = RpcSocket.ENDPOINT)
public class RpcSocket {

    static final String ENDPOINT = "rpc";

    private final RpcFeeds feeds;

    RpcSocket(RpcFeeds feeds) {
        this.feeds = feeds;
    }

    @OnOpen
    Uni<Void> open(WebSocketConnection connection) {
        var client = connection.userData().get(RpcUpgrade.CLIENT);
        return connection.sendText(Frame.uuid(client.id(), client.resumed())).invoke(() -> feeds.open(connection, client));
    }

    /** Clients have nothing to say here; some send a text now and then to keep the connection open. */
    @OnTextMessage
    void ignore(String text) {
        // nothing to do with it
    }

    @OnClose
    void close(WebSocketConnection connection) {
        feeds.close(connection);
    }
}
