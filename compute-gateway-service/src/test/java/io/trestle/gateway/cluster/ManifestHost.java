package io.trestle.gateway.cluster;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;

/** Where users keep their manifests: on loopback, each at an address of its own. */
public final class ManifestHost implements AutoCloseable {

    private final Map<String, Handler<HttpServerResponse>> manifests = new ConcurrentHashMap<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    public ManifestHost() {
        server = vertx.createHttpServer().requestHandler(request -> {
            manifests.getOrDefault(request.path(), response -> response.setStatusCode(404).end()).handle(request.response());
        }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    /** @return its address */
    public String put(String manifest) {
        return serve(response -> response.end(manifest));
    }

    /** @return the address that is answered so */
    public String serve(Handler<HttpServerResponse> answer) {
        var path = "/" + UUID.randomUUID() + ".yaml";
        manifests.put(path, answer);
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
