package io.trestle.clientapi.rpc;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

import io.restassured.RestAssured;
import io.trestle.clientapi.Api;
import io.vertx.core.json.JsonObject;

/** A client of the socket. What it receives is kept in order; after {@link #cut} it may {@link #resume}. */
public final class RpcListener {

    private static final HttpClient HTTP = HttpClient.newBuilder().executor(Executors.newCachedThreadPool(RpcListener::thread)).build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<JsonObject> frames = new CopyOnWriteArrayList<>();
    private final String key;
    private final String id;
    private WebSocket socket;
    /** Of the socket that is open: what an earlier one still had on its way counts for nothing. */
    private volatile Receiver current;

    private RpcListener(String key) {
        this.key = key;
        this.socket = connect("");
        this.id = frames.get(0).getString("uuid");
    }

    public static RpcListener connect(Api api) {
        return new RpcListener(api.key());
    }

    public String id() {
        return id;
    }

    /** Of calls, without the one that introduces the client. */
    public List<JsonObject> frames() {
        return frames.stream().filter(frame -> frame.containsKey("seq")).toList();
    }

    List<JsonObject> introductions() {
        return frames.stream().filter(frame -> "uuid".equals(frame.getString("type"))).toList();
    }

    public JsonObject finish(String request) {
        Predicate<JsonObject> finish = frame -> "finish".equals(frame.getString("type")) && request.equals(frame.getString("request_uuid"));
        await().atMost(PATIENCE).until(() -> frames.stream().anyMatch(finish));
        return frames.stream().filter(finish).findFirst().orElseThrow();
    }

    void awaitFrames(int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> frames().size() >= count);
    }

    long lastSeq() {
        var seen = frames();
        return seen.isEmpty() ? 0 : seen.get(seen.size() - 1).getLong("seq");
    }

    void cut() {
        synchronized (frames) {
            current = null;
        }
        socket.abort();
    }

    void resume() {
        resume(id, lastSeq());
    }

    void resume(String client, long seq) {
        var known = introductions().size();
        socket = connect("?client_id=" + client + "&resume=" + seq);
        await().atMost(PATIENCE).until(() -> introductions().size() > known);
    }

    private WebSocket connect(String query) {
        var known = introductions().size();
        current = new Receiver();
        var opened = HTTP.newWebSocketBuilder().header("X-API-KEY", key).buildAsync(uri(query), current).join();
        await().atMost(PATIENCE).until(() -> introductions().size() > known);
        return opened;
    }

    static int statusOfRefusal(String header, String value) {
        try {
            HTTP.newWebSocketBuilder().header(header, value).buildAsync(uri(""), new WebSocket.Listener() {
            }).join().abort();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    /** The subprotocol that the server chose, for one who offers a token as a browser does. */
    static String subprotocolWithToken(String token) {
        var opened = HTTP.newWebSocketBuilder().subprotocols("trestle", "bearer." + token).buildAsync(uri(""), new WebSocket.Listener() {
        }).join();
        opened.abort();
        return opened.getSubprotocol();
    }

    /** Vert.x finds its JSON codec through the thread's class loader, which must be the application's. */
    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "rpc-listener");
        thread.setDaemon(true);
        thread.setContextClassLoader(RpcListener.class.getClassLoader());
        return thread;
    }

    private static URI uri(String query) {
        return URI.create("ws://127.0.0.1:" + RestAssured.port + "/ws" + query);
    }

    private final class Receiver implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        private void accept(JsonObject frame) {
            synchronized (frames) {
                if (this == current) {
                    frames.add(frame);
                }
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                accept(new JsonObject(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
