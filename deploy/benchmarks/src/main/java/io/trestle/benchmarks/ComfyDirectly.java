package io.trestle.benchmarks;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;

/** A ComfyUI as a careful client uses it: a socket for the ends, the history of each, and its picture. */
final class ComfyDirectly {

    private final Calls calls;
    /** Kept: its connections end with it. */
    private final WebSocketClient sockets;
    private final URI base;
    private final String clientId = UUID.randomUUID().toString();
    private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

    ComfyDirectly(Vertx vertx, Calls calls, URI base) throws Exception {
        this.calls = calls;
        this.base = base;
        this.sockets = vertx.createWebSocketClient();
        sockets.connect(new WebSocketConnectOptions().setHost(base.getHost()).setPort(base.getPort())
                .setURI("/ws?clientId=" + clientId)).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS)
                .textMessageHandler(this::frame);
    }

    private void frame(String text) {
        var frame = new JsonObject(text);
        var data = frame.getJsonObject("data", new JsonObject());
        if ("executing".equals(frame.getString("type")) && data.getValue("node") == null && data.getString("prompt_id") != null) {
            ends.computeIfAbsent(data.getString("prompt_id"), id -> new CompletableFuture<>()).complete(null);
        }
    }

    /** Completes when the picture is here. */
    CompletableFuture<Buffer> run(JsonObject graph, double number) {
        var id = UUID.randomUUID().toString();
        var end = ends.computeIfAbsent(id, key -> new CompletableFuture<>());
        var body = new JsonObject().put("prompt", graph).put("prompt_id", id).put("client_id", clientId).put("number", number);
        return call(HttpMethod.POST, "/prompt", body.toBuffer()).thenCompose(queued -> end)
                .thenCompose(ended -> call(HttpMethod.GET, "/history/" + id, null))
                .thenCompose(
                        history -> call(HttpMethod.GET, "/view?type=output&subfolder=&filename=" + name(history.toJsonObject(), id), null))
                .whenComplete((picture, failure) -> ends.remove(id));
    }

    private static String name(JsonObject history, String id) {
        return history.getJsonObject(id).getJsonObject("outputs").getJsonObject("2").getJsonArray("images").getJsonObject(0)
                .getString("filename");
    }

    private CompletableFuture<Buffer> call(HttpMethod method, String path, @Nullable Buffer body) {
        return calls.call(method.name(), base, path, body);
    }
}
