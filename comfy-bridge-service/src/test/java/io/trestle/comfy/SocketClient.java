package io.trestle.comfy;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;

/** A socket of the seed's surface: keeps every frame. */
public final class SocketClient implements WebSocket.Listener, AutoCloseable {

    private final List<JsonObject> frames = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private WebSocket socket;
    private volatile int closeCode;

    public static SocketClient open(String clientId) {
        return open("http://127.0.0.1:" + RestAssured.port, clientId);
    }

    public static SocketClient open(String baseUrl, String clientId) {
        var client = new SocketClient();
        client.socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create(baseUrl.replaceFirst("http", "ws") + "/ws?clientId=" + clientId), client).join();
        return client;
    }

    public List<JsonObject> frames() {
        return List.copyOf(frames);
    }

    /** Without {@code listening}. */
    public List<String> said() {
        return frames.stream().filter(frame -> !frame.getString("status").equals("listening"))
                .map(frame -> frame.getString("status") + " " + frame.getString("detail")).toList();
    }

    public SocketClient awaitSaid(String text) {
        await().atMost(Fleet.PATIENCE).until(() -> said().contains(text));
        return this;
    }

    /** 0 where the connection just ended. */
    public int closeCode() {
        return closeCode;
    }

    public void awaitClosed() {
        await().atMost(Fleet.PATIENCE).until(() -> closed);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        frames.add(new JsonObject(data.toString()));
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode = statusCode;
        closed = true;
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed = true;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
