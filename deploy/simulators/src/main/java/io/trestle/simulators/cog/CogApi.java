package io.trestle.simulators.cog;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.SimulatedApi;
import io.trestle.simulators.SimulatedRequest;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The worker's HTTP side: one prediction at a time, and no memory of those that ended. */
final class CogApi implements SimulatedApi {

    private static final String PREDICTIONS = "/predictions";

    private final CogSender sender;
    private final CogSimulatorConfig config;
    private final Clock clock;
    private final Deque<Scenario> next = new ArrayDeque<>();
    private final List<String> runs = new ArrayList<>();
    private Scenario usual;
    private @Nullable CogRun running;

    CogApi(CogSender sender, CogSimulatorConfig config, Clock clock) {
        this.sender = sender;
        this.config = config;
        this.clock = clock;
        this.usual = config.scenario();
    }

    synchronized void always(Scenario scenario) {
        usual = scenario;
    }

    synchronized void once(Scenario scenario) {
        next.add(scenario);
    }

    /** Ids of the predictions that were begun; one that was run twice is there twice. */
    synchronized List<String> runs() {
        return List.copyOf(runs);
    }

    @Override
    public synchronized HttpAnswer answer(SimulatedRequest request) {
        var path = request.path();
        if (request.method().equals("GET")) {
            return read(path);
        }
        if (request.method().equals("POST") && path.startsWith(PREDICTIONS + "/") && path.endsWith("/cancel")) {
            return cancel(path.substring(PREDICTIONS.length() + 1, path.length() - "/cancel".length()));
        }
        if (request.method().equals("POST") && path.equals(PREDICTIONS)) {
            return predict(request, null);
        }
        if (request.method().equals("PUT") && path.startsWith(PREDICTIONS + "/")) {
            return predict(request, path.substring(PREDICTIONS.length() + 1));
        }
        return detail(404, "Not Found");
    }

    private HttpAnswer read(String path) {
        return switch (path) {
            case "/" -> HttpAnswer.json(200, new JsonObject().put("docs_url", "/docs").put("openapi_url", "/openapi.json"));
            case "/health-check" -> HttpAnswer.json(200, new JsonObject().put("status", running == null ? "READY" : "BUSY")
                    .put("setup", new JsonObject().put("status", "succeeded").put("logs", "")));
            case "/openapi.json" -> HttpAnswer.json(200, new JsonObject().put("openapi", "3.0.2")
                    .put("info", new JsonObject().put("title", "Cog").put("version", "0.1.0")).put("paths", new JsonObject()));
            default -> detail(404, "Not Found");
        };
    }

    private HttpAnswer predict(SimulatedRequest request, @Nullable String id) {
        JsonObject body;
        try {
            body = request.body().length() == 0 ? new JsonObject() : request.body().toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            return invalid("body", "JSON decode error");
        }
        if (id != null && body.getString("id") != null && !id.equals(body.getString("id"))) {
            return invalid("id", "prediction ID must match the ID supplied in the URL");
        }
        var now = running;
        if (now != null) {
            return id != null && id.equals(now.id) ? HttpAnswer.json(202, now.payload()) : detail(409, "Already running a prediction");
        }
        var run = new CogRun(id, body, request.headers().get("traceparent"), sender, config, clock);
        runs.add(Objects.requireNonNullElse(run.id, "null"));
        // Only exactly this header; everything else is synchronous, and uploads nothing.
        return "respond-async".equals(request.headers().get("Prefer")) ? begin(run) : synchronous(run);
    }

    private HttpAnswer begin(CogRun run) {
        var scenario = next.isEmpty() ? usual : next.remove();
        running = run;
        var answer = HttpAnswer.json(202, run.payload().put("status", "processing"));
        sender.pause(Duration.ofMillis(1)).compose(none -> new ScenarioPlan(run).follow(scenario)).onComplete(done -> free());
        return answer;
    }

    private synchronized void free() {
        running = null;
    }

    private HttpAnswer synchronous(CogRun run) {
        run.output = "data:text/plain;base64,ZG9uZQ==";
        run.finish("succeeded");
        run.say(run.payload().put("output", "/tmp/output.txt").encode());
        return HttpAnswer.json(200, run.payload());
    }

    private HttpAnswer cancel(String id) {
        var now = running;
        if (now == null || !id.equals(now.id)) {
            return HttpAnswer.json(404, new JsonObject());
        }
        now.cancel();
        return HttpAnswer.json(200, new JsonObject());
    }

    private static HttpAnswer detail(int status, String words) {
        return HttpAnswer.json(status, new JsonObject().put("detail", words));
    }

    private static HttpAnswer invalid(String member, String words) {
        return HttpAnswer.json(422, new JsonObject().put("detail", JsonArray.of(new JsonObject()
                .put("loc", JsonArray.of("body", member)).put("msg", words).put("type", "value_error"))));
    }

    @Override
    public List<String> violations(SimulatedRequest request) {
        return List.of();
    }

    @Override
    public HttpAnswer tooManyRequests(Duration retryAfter) {
        return detail(429, "Too Many Requests").withHeader("Retry-After", String.valueOf(retryAfter.toSeconds()));
    }

    @Override
    public HttpAnswer decorate(HttpAnswer answer) {
        return answer;
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
        var body = request.body();
        return body.length() > 2_000 ? body.getString(0, 2_000) + "…" : body.toString();
    }
}
