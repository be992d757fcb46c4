package io.trestle.cloudflare.cloudflareapi;

import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** An upstream that answers as told, one answer after the other, and remembers what it was asked. */
final class ScriptedUpstream implements AutoCloseable {

    /** One request as it arrived. */
    record Asked(String method, String uri, String authorization, String body) {
    }

    private final Queue<Consumer<HttpServerRequest>> script = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    ScriptedUpstream(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(request -> request.body().onSuccess(body -> {
            asked.add(new Asked(request.method().name(), request.uri(), request.getHeader("Authorization"), body.toString()));
            script.remove().accept(request);
        })).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/client/v4");
    }

    List<Asked> asked() {
        return asked;
    }

    ScriptedUpstream answers(int status, String body, String... headers) {
        script.add(request -> {
            var response = request.response().setStatusCode(status);
            for (var i = 0; i < headers.length; i += 2) {
                response.putHeader(headers[i], headers[i + 1]);
            }
            response.end(body);
        });
        return this;
    }

    ScriptedUpstream result(String json) {
        return answers(200, "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":" + json + "}");
    }

    ScriptedUpstream refuses(int status, String errors) {
        return answers(status, "{\"success\":false,\"errors\":" + errors + ",\"messages\":[],\"result\":null}");
    }

    ScriptedUpstream cuts() {
        script.add(request -> request.connection().close());
        return this;
    }

    /** Announces more than it sends. */
    ScriptedUpstream cutsInTheBody(String begun) {
        script.add(request -> request.response().putHeader("Content-Length", "5000").write(begun)
                .onComplete(written -> request.connection().close()));
        return this;
    }

    ScriptedUpstream staysSilent() {
        script.add(request -> {
        });
        return this;
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
