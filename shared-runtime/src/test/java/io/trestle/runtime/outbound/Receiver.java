package io.trestle.runtime.outbound;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** A server at a user-supplied address, with the manners and mischief of one. Remembers what it was asked. */
final class Receiver implements AutoCloseable {

    record Request(String method, String target, String host, String authorization, String cookie, String contentType, String body) {
    }

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Boolean> closed = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final Vertx vertx;

    private Receiver(Vertx vertx, String address, int port) throws Exception {
        this.vertx = vertx;
        server = vertx.createHttpServer()
                .connectionHandler(connection -> connection.closeHandler(nothing -> closed.add(true)))
                .requestHandler(request -> request.bodyHandler(body -> answer(request, body)))
                .listen(port, address).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    static Receiver start(Vertx vertx, String address, int port) {
        try {
            return new Receiver(vertx, address, port);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.actualPort();
    }

    List<Request> requests() {
        return requests;
    }

    boolean sawItsConnectionClosed() {
        return !closed.isEmpty();
    }

    private void answer(HttpServerRequest request, Buffer body) {
        requests.add(new Request(request.method().name(), request.uri(), request.getHeader("Host"), request.getHeader("Authorization"),
                request.getHeader("Cookie"), request.getHeader("Content-Type"), body.toString()));
        var response = request.response();
        switch (request.path()) {
            case "/ok" -> response.putHeader("X-Answer", "yes").end("hello");
            case "/error" -> response.setStatusCode(500).end("broken");
            case "/redirect" -> response.setStatusCode(Integer.parseInt(request.getParam("status", "302")))
                    .putHeader("Location", request.getParam("to")).end("moved");
            case "/loop" -> response.setStatusCode(302).putHeader("Location", "/loop").end();
            case "/nowhere" -> response.setStatusCode(302).end("no location");
            case "/long" -> response.putHeader("Content-Length", "10000000").write(Buffer.buffer(new byte[2000]));
            case "/endless" -> {
                response.setChunked(true);
                flood(request);
            }
            case "/silent" -> vertx.setTimer(60_000, timer -> response.end());
            case "/stalled" -> response.putHeader("Content-Length", "10").write("hell");
            case "/cut" -> request.connection().close();
            case "/cut-body" ->
                response.putHeader("Content-Length", "10").write("hell").onComplete(written -> request.connection().close());
            default -> response.setStatusCode(404).end();
        }
    }

    private void flood(HttpServerRequest request) {
        request.response().write(Buffer.buffer(new byte[1024]))
                .onSuccess(written -> vertx.runOnContext(nothing -> flood(request)));
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
