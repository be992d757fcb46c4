package io.trestle.simulators.cog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a worker does in each scenario. */
final class ScenarioPlan {

    private static final String DATA_URI = "data:image/png;base64,iVBORw0KGgo=";
    private static final String UPLOAD_ERROR = "Got error trying to upload output files";

    private final CogRun run;

    ScenarioPlan(CogRun run) {
        this.run = run;
    }

    /** @return completes when the worker is free again */
    Future<Void> follow(Scenario scenario) {
        return switch (scenario) {
            case HAPPY -> started().compose(none -> run.log("done\n")).compose(none -> succeed("done"));
            case ITERATOR -> iterate();
            case FAILED -> started().compose(none -> fail("the model raised: ValueError"));
            case UNTIL_CANCELED -> started().compose(none -> run.untilCanceled()).compose(none -> run.end("canceled"));
            case NO_START -> run.work().compose(none -> succeed("done"));
            case REORDER -> reorder();
            case DOUBLE_TERMINAL -> started().compose(none -> fail(UPLOAD_ERROR)).compose(none -> run.end("succeeded"));
            case DUPLICATE_TERMINAL -> started().compose(none -> succeed("done")).compose(none -> run.say(run.payload().encode()));
            case NULL_ID -> nullId();
            case NULL_CREATED_AT -> nullCreatedAt();
            case HUGE_LOGS -> started().compose(none -> run.log("x".repeat(5_000_000))).compose(none -> succeed("done"));
            case UPLOAD -> started().compose(none -> uploads(List.of("first.png", "second.png"))).compose(this::end);
            case UPLOAD_THEN_SILENT -> run.start().compose(none -> run.upload("late.png", "image/png", bytes("late"))).mapEmpty();
            case UPLOAD_EMPTY -> started().compose(none -> run.upload("empty.png", "image/png", "")).compose(this::endWith);
            case UPLOAD_NO_TYPE -> started().compose(none -> run.upload("weights", null, bytes("weights"))).compose(this::endWith);
            case UPLOAD_STRANGE_NAMES -> started().compose(none -> uploads(List.of("a?b.png", "a%25b.png", "a%20b.png", "%E5%9B%BE.png")))
                    .compose(this::end);
            case UPLOAD_SAME_NAME -> started().compose(none -> sameName()).compose(this::end);
            case UPLOAD_TWICE -> started().compose(none -> uploads(List.of("same.png", "same.png"))).compose(this::end);
            case UPLOAD_FOREIGN -> started().compose(none -> run.upload("someone-elses", "someone-elses_0_x.png", "image/png", bytes("x")))
                    .compose(this::endWith);
            case DATA_URI -> started().compose(none -> succeed(DATA_URI));
            case LOCAL_PATH -> started().compose(none -> succeed("/tmp/tmp8n3k/output.png"));
            case RESTART -> run.start();
            case CLOCK_SKEW -> started().compose(none -> skewed());
            case NESTED_METRICS -> nestedMetrics();
            case NOT_A_NUMBER -> started().compose(none -> raw("[NaN,Infinity,-Infinity,1.5]"));
            case EXTREME_NUMBERS -> started().compose(none -> raw("[1e308,1e400," + "9".repeat(400) + "]"));
            case NUL -> started().compose(none -> raw("\"a\\u0000b\""));
            case LONE_SURROGATE -> started().compose(none -> raw("\"a\\ud800b\""));
        };
    }

    private Future<Void> started() {
        return run.start().compose(none -> run.work());
    }

    private Future<Void> succeed(@Nullable Object output) {
        run.output = output;
        return run.work().compose(none -> run.end("succeeded"));
    }

    private Future<Void> fail(String error) {
        run.error = error;
        return run.end("failed");
    }

    private Future<Void> iterate() {
        return started().compose(none -> run.produce(JsonArray.of("one"))).compose(none -> run.work())
                .compose(none -> run.produce(JsonArray.of("one", "two"))).compose(none -> run.work())
                .compose(none -> run.log("three\n")).compose(none -> succeed(JsonArray.of("one", "two", "three")));
    }

    private Future<Void> reorder() {
        return run.start().compose(none -> {
            var late = run.payload().put("logs", "on the way").encode();
            return succeed("done").compose(ended -> run.say(late));
        });
    }

    private Future<Void> nullId() {
        run.sendsId = false;
        return started().compose(none -> {
            run.sendsId = true;
            return succeed("done");
        });
    }

    private Future<Void> nullCreatedAt() {
        run.sendsCreatedAt = false;
        return started().compose(none -> succeed("done"));
    }

    private Future<Void> skewed() {
        run.output = "done";
        run.finish("succeeded");
        var started = run.startedAt;
        run.completedAt = started == null ? null : started.minus(Duration.ofMinutes(5));
        return run.say(run.payload().encode());
    }

    private Future<Void> nestedMetrics() {
        run.metrics.put("tokens", new JsonObject().put("in", 12).put("out", JsonArray.of(1, 2))).put("device", "cuda:0");
        return started().compose(none -> succeed("done"));
    }

    /** JSON that no encoder of ours would write. */
    private Future<Void> raw(String output) {
        run.output = "@output@";
        run.finish("succeeded");
        return run.say(run.payload().encode().replace("\"@output@\"", output));
    }

    private Future<JsonArray> uploads(List<String> names) {
        var urls = new JsonArray();
        var all = Future.<Void>succeededFuture();
        for (var name : new ArrayList<>(names)) {
            all = all.compose(none -> run.upload(name, "image/png", bytes(name)).onSuccess(url -> add(urls, url)).mapEmpty());
        }
        return all.map(urls);
    }

    private Future<JsonArray> sameName() {
        var urls = new JsonArray();
        return run.upload("out.png", "image/png", bytes("first")).onSuccess(url -> add(urls, url))
                .compose(first -> run.upload("out.png", "image/png", bytes("second"))).onSuccess(url -> add(urls, url)).map(urls);
    }

    private static void add(JsonArray urls, @Nullable String url) {
        if (url != null) {
            urls.add(url);
        }
    }

    /** Files of one prediction are those of another one only where they have the same name. */
    private String bytes(String content) {
        return content + " of " + run.id;
    }

    private Future<Void> endWith(@Nullable String url) {
        return end(url == null ? new JsonArray() : JsonArray.of(url));
    }

    /** The old worker fails where an upload failed; the new one drops the output and succeeds. */
    private Future<Void> end(JsonArray urls) {
        return urls.isEmpty() && run.payload().containsKey("input") ? fail(UPLOAD_ERROR) : succeed(urls);
    }
}
