package io.trestle.comfy.driving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.comfyuiapi.ComfyFrame;
import io.trestle.comfy.job.Job;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** A job at its backend, as its driver knows it. */
final class Run {

    final Job job;
    final String promptId;
    final RunOutputs outputs;
    private final Map<String, Double> weights = new HashMap<>();
    private final JsonObject graph;
    private double total;
    private double percent;
    private final List<Runnable> whenOver = new ArrayList<>();
    private boolean over;
    private @Nullable String node;
    @Nullable
    String stage;
    /** Of {@code System.nanoTime()}: the latest frame, or the dispatch. */
    long heardAt = System.nanoTime();
    /** A run that is over before there is anything to tell is not told of at all. */
    long toldAt = heardAt;
    long shownAt = heardAt;
    double toldPercent = -1;
    boolean sent;
    /** Whether it was begun by another driver: then it is not known how long it took. */
    boolean adopted;
    /** Whether the backend has to be asked if it knows the job. */
    boolean doubtful;
    boolean ending;
    boolean cancelSent;

    Run(Job job, RunOutputs outputs) {
        this.job = job;
        this.outputs = outputs;
        this.promptId = String.valueOf(job.promptId());
        this.graph = new JsonObject(job.graph());
        for (var id : graph.fieldNames()) {
            var steps = graph.getJsonObject(id).getJsonObject("inputs").getValue("steps");
            var weight = steps instanceof Number number && number.doubleValue() > 1 ? number.doubleValue() : 1;
            weights.put(id, weight);
            total += weight;
        }
    }

    /** Says whether it still runs after a while, or at once where it is over sooner. */
    Uni<Boolean> goesOn(Vertx vertx, Duration pause) {
        return over
                ? Uni.createFrom().item(false)
                : Uni.createFrom().emitter(emitter -> {
                    var timer = vertx.setTimer(pause.toMillis(), id -> emitter.complete(true));
                    whenOver.add(() -> {
                        vertx.cancelTimer(timer);
                        emitter.complete(false);
                    });
                });
    }

    /** Its outcome is known. */
    void isOver() {
        over = true;
        List.copyOf(whenOver).forEach(Runnable::run);
        whenOver.clear();
    }

    void heard() {
        heardAt = System.nanoTime();
        doubtful = false;
    }

    void cached(java.util.Collection<String> nodes) {
        nodes.forEach(node -> total -= weights.getOrDefault(node, 0.0));
    }

    /** Never falls; 100 only at the end. */
    double advance(ComfyFrame.Progress progress) {
        var done = 0.0;
        for (var node : progress.nodes().entrySet()) {
            done += weights.getOrDefault(node.getKey(), 0.0) * node.getValue().ratio();
        }
        percent = Math.max(percent, Math.min(99.99, total <= 0 ? 0 : done * 100 / total));
        return percent;
    }

    double percent() {
        return percent;
    }

    void executes(String now) {
        node = now;
        var found = graph.getJsonObject(now);
        if (found != null) {
            var meta = found.getValue("_meta") instanceof JsonObject object ? object : new JsonObject();
            stage = meta.getString("title", found.getString("class_type"));
        }
    }

    /** The node whose final picture a frame is; null for a preview. */
    @Nullable
    String sender(ComfyFrame.Preview frame) {
        var from = frame.node() == null ? node : frame.node();
        return from != null && isSender(graph.getJsonObject(from)) ? from : null;
    }

    /** Whether pictures are among its outputs that are sent and not stored. */
    boolean sendsPictures() {
        return graph.fieldNames().stream().anyMatch(id -> isSender(graph.getJsonObject(id)));
    }

    private static boolean isSender(@Nullable JsonObject found) {
        return found != null && "SaveImageWebsocket".equals(found.getString("class_type"));
    }
}
