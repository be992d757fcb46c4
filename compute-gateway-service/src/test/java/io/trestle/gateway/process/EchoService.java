package io.trestle.gateway.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** A service that somebody deployed: it says its name and what it was asked for. */
final class EchoService implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    EchoService(String name) {
        server = vertx.createHttpServer().requestHandler(request -> {
            requests.add(request.uri());
            request.response().end(name + " " + request.uri());
        }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    int port() {
        return server.actualPort();
    }

    String address() {
        return "http://127.0.0.1:" + port();
    }

    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
