package io.trestle.gateway.edge;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** A service that remembers what reached it, and does what the path says. */
final class RecordingUpstream implements AutoCloseable {

    record Seen(String method, String uri, List<String> headers, String body) {
        String header(String name) {
            return headers.stream().filter(header -> header.startsWith(name + ": ")).map(header -> header.substring(name.length() + 2))
                    .findFirst().orElse(null);
        }
    }

    private static final Iterable<String> COOKIES = List.of("a=b; Domain=service.test; Path=/", "cpuser_0x1=stolen; Path=/", "c=d");

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    RecordingUpstream() {
        server = ProxyUnderTest.await(vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(false)
                .setPerMessageWebSocketCompressionSupported(false))
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .requestHandler(this::handle).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        if ("100-continue".equals(request.getHeader("expect"))) {
            if (request.path().equals("/early")) {
                answer(request, "");
                return;
            }
            request.response().writeContinue();
        }
        request.body().onSuccess(body -> answer(request, body.toString()));
    }

    private void answer(HttpServerRequest request, String body) {
        seen.add(new Seen(request.method().name(), request.uri(),
                request.headers().entries().stream().map(header -> header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue())
                        .toList(),
                body));
        var response = request.response();
        switch (request.path()) {
            case "/head" -> response.putHeader("content-length", "42").end();
            case "/nothing" -> response.setStatusCode(204).end();
            case "/not-modified" -> response.setStatusCode(304).putHeader("etag", "\"1\"").end();
            case "/chunked" -> response.setChunked(true).putTrailer("x-trailer", "kept").putTrailer("content-length", "7").end("chunk");
            case "/early" -> response.setStatusCode(417).end("not wanted");
            case "/headers" -> response.putHeader("connection", "x-internal, close").putHeader("x-internal", "secret")
                    .putHeader("keep-alive", "timeout=5").putHeader("proxy-authenticate", "Basic")
                    .putHeader("set-cookie", COOKIES)
                    .putHeader("clear-site-data", "\"*\"").putHeader("x-kept", "yes").end("headers");
            case "/redirect" -> response.setStatusCode(302).putHeader("location", "http://service.test:" + port() + "/elsewhere?x=1").end();
            default -> response.putHeader("content-type", "application/json")
                    .end(new JsonObject().put("uri", request.uri()).put("length", body.length()).toBuffer());
        }
    }

    @Override
    public void close() {
        ProxyUnderTest.await(vertx.close());
    }
}
