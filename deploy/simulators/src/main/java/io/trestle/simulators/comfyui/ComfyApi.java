package io.trestle.simulators.comfyui;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.SimulatedApi;
import io.trestle.simulators.SimulatedRequest;
import io.trestle.simulators.comfyui.graph.PromptRefusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** ComfyUI's HTTP API. Every route also exists below {@code /api}; nothing is authenticated. */
final class ComfyApi implements SimulatedApi {

    static final HttpAnswer EMPTY = new HttpAnswer(200, Map.of(), Buffer.buffer());
    private static final HttpAnswer STUMBLED = new HttpAnswer(500, Map.of("content-type", "text/plain; charset=utf-8"),
            Buffer.buffer("500 Internal Server Error\n\nServer got itself in trouble"));

    private final Supplier<ComfyProcess> process;

    ComfyApi(Supplier<ComfyProcess> process) {
        this.process = process;
    }

    static HttpAnswer json(int status, Object content) {
        return new HttpAnswer(status, Map.of("content-type", "application/json; charset=utf-8"), Json.encodeToBuffer(content));
    }

    static HttpAnswer bare(int status) {
        return new HttpAnswer(status, Map.of(), Buffer.buffer());
    }

    @Override
    public HttpAnswer answer(SimulatedRequest request) {
        if (isForeign(request)) {
            return bare(403);
        }
        try {
            return route(request);
        } catch (PromptRefusal refusal) {
            return json(400, refusal.body());
        } catch (ComfyProcess.Stumble | DecodeException | ClassCastException e) {
            return STUMBLED;
        }
    }

    /** A page of another origin must not reach a ComfyUI on loopback. */
    private static boolean isForeign(SimulatedRequest request) {
        var host = request.headers().get("Host");
        var origin = request.headers().get("Origin");
        return origin != null && host != null && (host.startsWith("127.0.0.1") || host.startsWith("localhost"))
                && !origin.endsWith("//" + host);
    }

    private HttpAnswer route(SimulatedRequest request) {
        var now = process.get();
        var path = path(request);
        if (path.startsWith("/api/jobs")) {
            return new JobsApi(now).answer(request, path);
        }
        return switch (request.method()) {
            case "GET", "HEAD" -> new ReadApi(now).answer(request, path);
            case "POST" -> post(now, path, request);
            default -> bare(405);
        };
    }

    private static String path(SimulatedRequest request) {
        var path = request.path();
        return path.startsWith("/api/") && !path.startsWith("/api/jobs") ? path.substring("/api".length()) : path;
    }

    private static HttpAnswer post(ComfyProcess now, String path, SimulatedRequest request) {
        return switch (path) {
            case "/prompt" -> json(200, now.submit(object(request)));
            case "/queue" -> queue(now, object(request));
            case "/interrupt" -> interrupt(now, request);
            case "/history" -> history(now, object(request));
            case "/free" -> free(now, object(request));
            case "/upload/image" -> new Uploads(now.files).answer(request);
            default -> bare(405);
        };
    }

    private static JsonObject object(SimulatedRequest request) {
        return (JsonObject) Json.decodeValue(request.body());
    }

    private static HttpAnswer queue(ComfyProcess now, JsonObject body) {
        if (Boolean.TRUE.equals(body.getValue("clear"))) {
            now.worker.clear();
        }
        ids(body).forEach(now.worker::delete);
        return EMPTY;
    }

    /** A string is taken for a list of its characters. */
    private static List<String> ids(JsonObject body) {
        return body.getValue("delete") instanceof JsonArray array ? array.stream().map(String::valueOf).toList() : List.of();
    }

    private static HttpAnswer interrupt(ComfyProcess now, SimulatedRequest request) {
        now.worker.interrupt(request.body().length() == 0 ? null : object(request).getString("prompt_id"));
        return EMPTY;
    }

    private static HttpAnswer history(ComfyProcess now, JsonObject body) {
        if (Boolean.TRUE.equals(body.getValue("clear"))) {
            now.worker.history().clear();
        }
        ids(body).forEach(now.worker.history()::delete);
        return EMPTY;
    }

    private static HttpAnswer free(ComfyProcess now, JsonObject body) {
        now.worker.free(body.getBoolean("unload_models", false), body.getBoolean("free_memory", false));
        return EMPTY;
    }

    @Override
    public List<String> violations(SimulatedRequest request) {
        return List.of();
    }

    @Override
    public HttpAnswer tooManyRequests(Duration retryAfter) {
        return bare(429).withHeader("retry-after", Long.toString(retryAfter.toSeconds()));
    }

    @Override
    public HttpAnswer decorate(HttpAnswer answer) {
        return answer.withHeader("server", "Python/3.13 aiohttp/3.12");
    }

    @Override
    public Future<Void> settled() {
        return Future.succeededFuture();
    }

    @Override
    public String callerOf(SimulatedRequest request) {
        return "none";
    }

    @Override
    public String bodyForJournal(SimulatedRequest request) {
        return request.body().length() > 4000 ? "…" : request.body().toString();
    }
}
