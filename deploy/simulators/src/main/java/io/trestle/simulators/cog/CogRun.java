package io.trestle.simulators.cog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** One prediction at the worker: what it would report now, and how it reports. Lives on the event loop of the simulator. */
final class CogRun {

    private static final Duration THROTTLE = Duration.ofMillis(500);

    final @Nullable String id;
    final JsonObject input;
    private final @Nullable String webhook;
    private final Set<String> events;
    private final @Nullable String traceparent;
    private final @Nullable String createdAt;
    private final CogSender sender;
    private final CogSimulatorConfig config;
    private final Clock clock;
    private final Promise<Void> canceled = Promise.promise();

    boolean sendsId = true;
    boolean sendsCreatedAt = true;
    String status = "starting";
    String logs = "";
    @Nullable
    Object output;
    @Nullable
    String error;
    JsonObject metrics = new JsonObject();
    @Nullable
    Instant startedAt;
    @Nullable
    Instant completedAt;
    private @Nullable Instant lastReport;

    CogRun(@Nullable String pathId, JsonObject request, @Nullable String traceparent, CogSender sender, CogSimulatorConfig config,
            Clock clock) {
        this.id = pathId == null ? request.getString("id") : pathId;
        this.input = request.getJsonObject("input", new JsonObject());
        this.webhook = request.getString("webhook");
        this.events = new HashSet<>(request.getJsonArray("webhook_events_filter", JsonArray.of("start", "output", "logs", "completed"))
                .stream().map(String::valueOf).toList());
        this.createdAt = request.getString("created_at");
        this.traceparent = traceparent;
        this.sender = sender;
        this.config = config;
        this.clock = clock;
    }

    void cancel() {
        canceled.tryComplete();
    }

    Future<Void> untilCanceled() {
        return canceled.future();
    }

    Future<Void> pause(Duration simulated) {
        return sender.pause(simulated);
    }

    Future<Void> work() {
        return pause(config.work());
    }

    Future<Void> start() {
        status = "processing";
        startedAt = clock.instant();
        return report("start");
    }

    Future<Void> log(String text) {
        logs += text;
        return report("logs");
    }

    Future<Void> produce(Object partial) {
        output = partial;
        return report("output");
    }

    Future<String> upload(String name, @Nullable String contentType, String bytes) {
        return upload(id, id + "_0_" + name, contentType, bytes);
    }

    Future<String> upload(@Nullable String predictionId, String fileName, @Nullable String contentType, String bytes) {
        return sender.upload(fileName, predictionId, contentType, Buffer.buffer(bytes));
    }

    /** Ends, and reports it until somebody has heard, or the worker gives up. */
    Future<Void> end(String with) {
        finish(with);
        return say(payload().encode());
    }

    void finish(String with) {
        status = with;
        completedAt = clock.instant();
        if (startedAt == null) {
            startedAt = completedAt;
        }
        var predictTime = Duration.between(startedAt, completedAt).toMillis() / 1000.0;
        if (config.generation() == Generation.COGLET || with.equals("succeeded")) {
            metrics.put("predict_time", predictTime);
        }
    }

    /** Sends a terminal report as it is given. */
    Future<Void> say(String body) {
        return webhook == null || !events.contains("completed")
                ? Future.succeededFuture()
                : sender.webhook(webhook, body, true, traceparent);
    }

    /** The old worker waits for each answer; the new one lets reports run. */
    Future<Void> report(String event) {
        if (webhook == null || !events.contains(event) || throttled(event)) {
            return Future.succeededFuture();
        }
        var delivered = sender.webhook(webhook, payload().encode(), false, traceparent);
        return config.generation() == Generation.PYTHON ? delivered : Future.succeededFuture();
    }

    private boolean throttled(String event) {
        if (event.equals("output") && config.generation() == Generation.COGLET) {
            return false;
        }
        var now = clock.instant();
        var pause = Duration.ofNanos((long) (THROTTLE.toNanos() / config.speed()));
        if (lastReport != null && now.isBefore(lastReport.plus(pause))) {
            return true;
        }
        lastReport = now;
        return false;
    }

    /** What the generation reports of all that. */
    JsonObject payload() {
        return config.generation() == Generation.PYTHON ? python() : coglet();
    }

    private JsonObject python() {
        var payload = new JsonObject().put("input", input).put("output", output).put("id", sendsId ? id : null)
                .put("created_at", sendsCreatedAt ? createdAt : null).put("started_at", text(startedAt)).put("logs", logs)
                .put("status", status);
        if (completedAt != null) {
            payload.put("completed_at", text(completedAt));
        }
        if (error != null) {
            payload.put("error", error);
        }
        return metrics.isEmpty() ? payload : payload.put("metrics", metrics);
    }

    private JsonObject coglet() {
        var payload = new JsonObject().put("id", sendsId ? id : null).put("status", status).put("logs", logs).put("metrics", metrics);
        if (output != null) {
            payload.put("output", output);
        }
        return status.equals("failed") ? payload.put("error", error) : payload;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString().replace("Z", "+00:00");
    }

    /** Runs steps one after another. */
    static Future<Void> inOrder(List<Supplier<Future<Void>>> steps) {
        var all = Future.<Void>succeededFuture();
        for (var step : steps) {
            all = all.compose(none -> step.get());
        }
        return all;
    }
}
