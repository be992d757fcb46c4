package io.trestle.benchmarks;

import java.net.URI;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;

/** The bridge as its callers use it. */
final class BridgeClient {

    private final HttpClient http;
    private final WebSocketClient sockets;
    private final URI base;

    BridgeClient(HttpClient http, WebSocketClient sockets, URI base) {
        this.http = http;
        this.sockets = sockets;
        this.base = base;
    }

    /** A job whose end is heard over a socket that is open before; completes when the picture is here. */
    CompletableFuture<Buffer> run(JsonObject inputs) {
        var clientId = UUID.randomUUID().toString();
        var connected = Promise.<Void>promise();
        var closed = new CompletableFuture<Void>();
        return watch(clientId, frame -> {
            if ("connected".equals(frame.getString("status"))) {
                connected.tryComplete();
            } else if ("closed".equals(frame.getString("status"))) {
                closed.complete(null);
            }
        }).compose(socket -> connected.future()).compose(ready -> {
            var begin = System.nanoTime();
            return Future.fromCompletionStage(submit(clientId, inputs).thenCompose(queued -> closed)
                    .thenCompose(end -> call(HttpMethod.GET, "/history?clientId=" + clientId, null))
                    .thenApply(form -> Buffer.buffer().appendLong(System.nanoTime() - begin)));
        }).toCompletionStage().toCompletableFuture();
    }

    CompletableFuture<Buffer> submit(String clientId, JsonObject inputs) {
        return call(HttpMethod.POST, "/generate-based-workflow?clientId=" + clientId,
                inputs.put("workflow", "bench").toBuffer());
    }

    Future<WebSocket> watch(String clientId, Consumer<JsonObject> frames) {
        return sockets.connect(new WebSocketConnectOptions().setHost(base.getHost()).setPort(base.getPort())
                .setURI("/ws?clientId=" + clientId))
                .onSuccess(socket -> socket.textMessageHandler(text -> frames.accept(new JsonObject(text))));
    }

    CompletableFuture<Buffer> call(HttpMethod method, String path, @Nullable Buffer body) {
        return http.request(method, base.getPort(), base.getHost(), path)
                .compose(request -> body == null ? request.send() : request.putHeader("Content-Type", "application/json").send(body))
                .compose(answer -> answer.statusCode() / 100 == 2
                        ? answer.body()
                        : answer.body().compose(text -> Future.failedFuture(path + " answers " + answer.statusCode() + ": " + text)))
                .toCompletionStage().toCompletableFuture();
    }
}
