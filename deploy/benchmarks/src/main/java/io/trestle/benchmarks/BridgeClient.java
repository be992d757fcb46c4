package io.trestle.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** The bridge as its callers use it. */
final class BridgeClient implements AutoCloseable {

    private final Calls calls;
    private final URI base;
    private final WatchingSockets sockets;
    private final Map<String, Consumer<JsonObject>> watchers = new ConcurrentHashMap<>();

    BridgeClient(Calls calls, URI base) throws IOException {
        this.calls = calls;
        this.base = base;
        this.sockets = new WatchingSockets(base, (clientId, frame) -> {
            var watcher = watchers.get(clientId);
            if (watcher != null) {
                watcher.accept(new JsonObject(frame));
            }
        });
    }

    /** A job whose end is heard over a socket that is open before; completes with the nanoseconds until the picture is here. */
    CompletableFuture<Long> run(JsonObject inputs) {
        var clientId = UUID.randomUUID().toString();
        var connected = new CompletableFuture<Void>();
        var closed = new CompletableFuture<Void>();
        watchers.put(clientId, frame -> {
            if ("connected".equals(frame.getString("status"))) {
                connected.complete(null);
            } else if ("closed".equals(frame.getString("status"))) {
                closed.complete(null);
            }
        });
        try {
            sockets.open(clientId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connected.thenCompose(ready -> {
            var begin = System.nanoTime();
            return submit(clientId, inputs).thenCompose(queued -> closed)
                    .thenCompose(end -> call(HttpMethod.GET, "/history?clientId=" + clientId, null))
                    .thenApply(form -> System.nanoTime() - begin);
        }).whenComplete((nanos, failure) -> watchers.remove(clientId));
    }

    CompletableFuture<Buffer> submit(String clientId, JsonObject inputs) {
        return call(HttpMethod.POST, "/generate-based-workflow?clientId=" + clientId, inputs.put("workflow", "bench").toBuffer());
    }

    CompletableFuture<Buffer> call(HttpMethod method, String path, @Nullable Buffer body) {
        return calls.call(method.name(), base, path, body);
    }

    @Override
    public void close() throws Exception {
        sockets.close();
    }
}
