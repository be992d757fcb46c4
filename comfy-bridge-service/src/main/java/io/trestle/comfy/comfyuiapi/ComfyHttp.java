package io.trestle.comfy.comfyuiapi;

import java.net.URI;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;

/** The raw calls to one server. No Origin, no redirects; empty answers are not parsed; no trailing slashes (405). */
final class ComfyHttp {

    private final HttpClient client;
    private final WebSocketClient sockets;
    private final ComfyTimeouts timeouts;
    private final URI base;
    private final int port;
    private final boolean tls;

    ComfyHttp(HttpClient client, WebSocketClient sockets, ComfyTimeouts timeouts, URI base) {
        this.client = client;
        this.sockets = sockets;
        this.timeouts = timeouts;
        this.base = base;
        this.tls = "https".equals(base.getScheme());
        this.port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
    }

    Uni<JsonObject> json(HttpMethod method, String path, @Nullable JsonObject body) {
        return call(method, path, body).map(answer -> {
            try {
                return answer.toJsonObject();
            } catch (RuntimeException e) {
                throw new ComfyUnavailable("ComfyUI's answer to " + path + " is no JSON object", e);
            }
        });
    }

    Uni<Void> empty(String path, JsonObject body) {
        return call(HttpMethod.POST, path, body).replaceWithVoid();
    }

    private Uni<Buffer> call(HttpMethod method, String path, @Nullable JsonObject body) {
        return uni(() -> client.request(options(method, path, timeouts.answer().toMillis()))
                .compose(request -> body == null
                        ? send(request, null, ComfyHttp::content)
                        : send(request.putHeader("Content-Type", "application/json"), body.toBuffer(), ComfyHttp::content)));
    }

    private static Future<Buffer> content(HttpClientResponse answer) {
        return answer.body().map(content -> checked(answer, content));
    }

    /**
     * Whoever reads the answer waits for it before the request leaves. Up to Vert.x 4.5.26 an answer whose end comes before somebody asked for its
     * body is never heard of again (eclipse-vertx/vert.x#6038), and a fast server on another event loop is that fast.
     */
    private static <T> Future<T> send(HttpClientRequest request, @Nullable Buffer body, Function<HttpClientResponse, Future<T>> reader) {
        var read = request.response().compose(reader);
        if (body == null) {
            request.send();
        } else {
            request.send(body);
        }
        return read;
    }

    Uni<Boolean> download(String path, WriteStream<Buffer> target) {
        return uni(() -> client.request(options(HttpMethod.GET, path, timeouts.transfer().toMillis()))
                .compose(request -> send(request, null, answer -> {
                    if (answer.statusCode() == 404) {
                        return answer.body().map(false);
                    }
                    return answer.statusCode() == 200 ? answer.pipeTo(target).map(true) : content(answer).map(false);
                })));
    }

    Uni<ComfyFile> upload(String subfolder, String name, String contentType, Buffer content) {
        var boundary = "trestle-" + Long.toHexString(System.nanoTime());
        var body = Buffer.buffer();
        field(body, boundary, "type", "input");
        field(body, boundary, "subfolder", subfolder);
        field(body, boundary, "overwrite", "true");
        body.appendString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + name
                + "\"\r\nContent-Type: " + contentType + "\r\n\r\n").appendBuffer(content).appendString("\r\n--" + boundary + "--\r\n");
        return uni(() -> client.request(options(HttpMethod.POST, "/upload/image", timeouts.transfer().toMillis()))
                .compose(request -> send(request.putHeader("Content-Type", "multipart/form-data; boundary=" + boundary), body,
                        answer -> content(answer).map(Buffer::toJsonObject))))
                .map(stored -> new ComfyFile(stored.getString("name"), stored.getString("subfolder", ""),
                        stored.getString("type", "input"), ""));
    }

    private static void field(Buffer body, String boundary, String name, String value) {
        body.appendString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
    }

    Uni<ComfySocket> connect(String clientId) {
        var options = new WebSocketConnectOptions().setHost(base.getHost()).setPort(port).setSsl(tls)
                .setURI(path("/ws?clientId=" + clientId)).setTimeout(timeouts.connect().toMillis());
        return uni(() -> sockets.connect(options).map(socket -> new ComfySocket(socket, clientId)))
                .ifNoItem().after(timeouts.answer()).failWith(() -> new ComfyUnavailable("No WebSocket in time", null));
    }

    private RequestOptions options(HttpMethod method, String path, long timeout) {
        return new RequestOptions().setMethod(method).setHost(base.getHost()).setPort(port).setSsl(tls).setURI(path(path))
                .setIdleTimeout(timeout).setConnectTimeout(timeouts.connect().toMillis());
    }

    private String path(String path) {
        var prefix = base.getRawPath() == null ? "" : base.getRawPath();
        return (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path;
    }

    private static Buffer checked(HttpClientResponse answer, Buffer content) {
        var status = answer.statusCode();
        if (status / 100 == 2) {
            return content;
        }
        if (status / 100 == 4 && status != 408 && status != 429) {
            throw new ComfyRefusal(status, ComfyClient.Refusals.of(content.toString()));
        }
        throw new ComfyUnavailable("ComfyUI answered " + status, null);
    }

    private static <T> Uni<T> uni(java.util.function.Supplier<Future<T>> call) {
        return Uni.createFrom().<T>emitter(emitter -> call.get().onComplete(result -> {
            if (result.succeeded()) {
                emitter.complete(result.result());
            } else {
                emitter.fail(failure(result.cause()));
            }
        }));
    }

    private static Throwable failure(Throwable cause) {
        return cause instanceof ComfyRefusal || cause instanceof ComfyUnavailable
                ? cause
                : new ComfyUnavailable("ComfyUI cannot be reached: " + cause.getMessage(), cause);
    }
}
