package io.trestle.simulators.comfyui.run;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.comfyui.graph.Catalogue;
import io.trestle.simulators.comfyui.graph.Graph;
import io.trestle.simulators.comfyui.graph.NodeFailure;
import io.trestle.simulators.comfyui.graph.NodeType;
import io.trestle.simulators.comfyui.graph.NodeType.Plan;
import io.trestle.simulators.comfyui.graph.NodeType.Result;
import io.trestle.simulators.comfyui.graph.Pictures;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** One run of a prompt, in the canonical order of its frames. Everything happens on the server's one event loop. */
final class Run {

    /** The process is gone, or its worker is: nothing follows. */
    private static final class Halt extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Halt() {
            super(null, null, false, false);
        }
    }

    private static final int PREVIEW_SIDE = 512;

    private final QueuedPrompt prompt;
    private final Worker worker;
    private final @Nullable String sid;
    private final Progress progress;
    private final Map<String, String> signatures = new HashMap<>();
    private final Map<String, Result> results = new HashMap<>();
    private final List<JsonArray> messages = new ArrayList<>();
    private final JsonObject outputs = new JsonObject();
    private final JsonObject meta = new JsonObject();
    private final Set<String> executed = new LinkedHashSet<>();
    private List<String> order = List.of();
    private int position;
    @Nullable
    String lastNode;
    boolean interrupted;

    Run(QueuedPrompt prompt, Worker worker) {
        this.prompt = prompt;
        this.worker = worker;
        this.sid = prompt.clientId();
        this.progress = new Progress(prompt.id());
    }

    QueuedPrompt prompt() {
        return prompt;
    }

    void start() {
        guarded(() -> {
            message("execution_start", data());
            if (prompt.graph().isPoison()) {
                throw new Halt();
            }
            var graph = prompt.graph();
            graph.json().fieldNames().forEach(id -> signatures.put(id, NodeCache.signature(graph, id, worker.catalogue())));
            var cached = new ArrayList<String>();
            signatures.forEach((id, signature) -> {
                var result = worker.cache().find(signature);
                if (result != null) {
                    results.put(id, result);
                    cached.add(id);
                }
            });
            cached.sort(null);
            message("execution_cached", new JsonObject().put("nodes", new JsonArray(cached)).mergeIn(data()));
            var ready = new LinkedHashSet<>(cached);
            prompt.outputs().forEach(ready::remove);
            order = graph.order(prompt.outputs(), ready);
            worker.later(Duration.ZERO, this::next);
        });
    }

    private void next() {
        guarded(() -> {
            if (position == order.size()) {
                message("execution_success", data());
                worker.ended(this, "success");
                return;
            }
            var id = order.get(position);
            var cached = results.get(id);
            if (cached != null) {
                show(id, cached);
                finish(id);
                return;
            }
            checkInterrupt(id);
            progress.started(id);
            state();
            lastNode = id;
            emit("executing", new JsonObject().put("node", id).put("display_node", id).mergeIn(data()));
            if (worker.isPoisoned()) {
                throw NodeFailure.cuda();
            }
            var plan = type(id).plan().apply(inputs(id));
            worker.later(worker.models().use(plan.loads()), () -> step(id, plan, 1));
        });
    }

    private void step(String id, Plan plan, int step) {
        guarded(() -> {
            if (step > plan.steps()) {
                complete(id);
            } else {
                worker.later(plan.delay(), () -> guarded(() -> {
                    checkInterrupt(id);
                    progress.advanced(id, step, plan.steps());
                    state();
                    advance(id, plan, step);
                    worker.later(Duration.ZERO, () -> step(id, plan, step + 1));
                }));
            }
        });
    }

    private void advance(String id, Plan plan, int step) {
        var previewFirst = worker.wire().wantsMetadata(sid);
        if (plan.previews() && previewFirst) {
            preview(id, step, plan.steps());
        }
        broadcastable("progress",
                new JsonObject().put("value", step).put("max", plan.steps()).put("prompt_id", prompt.id()).put("node", id));
        if (plan.previews() && !previewFirst) {
            preview(id, step, plan.steps());
        }
    }

    private void complete(String id) {
        var result = type(id).work().apply(inputs(id));
        results.put(id, result);
        worker.cache().put(Objects.requireNonNull(signatures.get(id)), result);
        if (type(id).name().equals(Catalogue.WEBSOCKET_SAVER)) {
            worker.wire().preview(sid, progress.identity(id).put("image_type", "image/png"),
                    Buffer.buffer(Pictures.png((BufferedImage) Objects.requireNonNull(inputs(id).get("images")), Map.of())));
        }
        show(id, result);
        finish(id);
    }

    private void show(String id, Result result) {
        if (result.ui() != null) {
            outputs.put(id, result.ui());
            meta.put(id, new JsonObject().put("node_id", id).put("display_node", id).put("parent_node", (Object) null)
                    .put("real_node_id", id));
            emit("executed", new JsonObject().put("node", id).put("display_node", id).put("output", result.ui()).mergeIn(data()));
        }
    }

    private void finish(String id) {
        executed.add(id);
        progress.finished(id);
        state();
        position++;
        worker.later(Duration.ZERO, this::next);
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Halt halt) {
            worker.halted(this);
        } catch (Interruption interruption) {
            var data = failureData(interruption.node).put("timestamp", worker.clock().millis());
            messages.add(JsonArray.of("execution_interrupted", data));
            worker.wire().send(sid, "execution_interrupted", data);
            worker.ended(this, "error");
        } catch (NodeFailure failure) {
            fail(failure);
        }
    }

    private void fail(NodeFailure failure) {
        var id = order.isEmpty() ? prompt.outputs().get(0) : order.get(Math.min(position, order.size() - 1));
        var current = new JsonObject();
        inputs(id).forEach((name, value) -> {
            if (!name.startsWith("$")) {
                current.put(name, JsonArray.of(value instanceof BufferedImage ? "tensor([])" : value));
            }
        });
        var data = failureData(id).put("exception_message", failure.text()).put("exception_type", failure.type())
                .put("traceback", JsonArray.of("  File \"<path>\", line 496, in execute\n")).put("current_inputs", current)
                .put("current_outputs", new JsonArray(List.copyOf(prompt.graph().json().fieldNames())))
                .put("timestamp", worker.clock().millis());
        messages.add(JsonArray.of("execution_error", data));
        if (sid != null) {
            worker.wire().send(sid, "execution_error", data);
        }
        worker.ended(this, "error");
    }

    private JsonObject failureData(String id) {
        return new JsonObject().put("prompt_id", prompt.id()).put("node_id", id).put("node_type", prompt.graph().classOf(id))
                .put("executed", new JsonArray(List.copyOf(executed)));
    }

    /** Of the history. */
    JsonObject entry(String status) {
        var success = status.equals("success");
        return new JsonObject().put("prompt", prompt.toJson()).put("outputs", outputs)
                .put("status", new JsonObject().put("status_str", status).put("completed", success)
                        .put("messages", new JsonArray(List.copyOf(messages))))
                .put("meta", meta);
    }

    List<String> signaturesInUse() {
        return List.copyOf(signatures.values());
    }

    private void checkInterrupt(String id) {
        if (interrupted) {
            throw new Interruption(id);
        }
    }

    private static final class Interruption extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final String node;

        Interruption(String node) {
            super(null, null, false, false);
            this.node = node;
        }
    }

    private NodeType type(String id) {
        return Objects.requireNonNull(worker.catalogue().find(prompt.graph().classOf(id)));
    }

    private Map<String, Object> inputs(String id) {
        var values = new HashMap<String, Object>();
        type(id).inputs().forEach(input -> {
            if (input.config().getValue("default") != null && input.required()) {
                values.put(input.name(), input.config().getValue("default"));
            }
        });
        prompt.graph().node(id).getJsonObject("inputs").forEach(input -> {
            var link = Graph.link(input.getValue());
            var source = link == null ? null : results.get(link.node());
            var value = link == null || source == null ? input.getValue() : source.values().get(link.slot());
            if (value != null) {
                values.put(input.getKey(), value);
            }
        });
        values.put("$prompt", prompt.graph().json().encode());
        return values;
    }

    private void preview(String id, int step, int steps) {
        var source = inputs(id).get("image") instanceof BufferedImage image
                ? image
                : Pictures.plain(64, 64, 0xFFFFFF * step / steps);
        var side = Math.min(PREVIEW_SIDE, Math.max(source.getWidth(), source.getHeight()));
        var small = source.getWidth() > source.getHeight() ? Pictures.scaled(source, side, 0) : Pictures.scaled(source, 0, side);
        worker.wire().preview(sid, progress.identity(id).put("image_type", "image/jpeg"), Buffer.buffer(Pictures.jpeg(small)));
    }

    private JsonObject data() {
        return new JsonObject().put("prompt_id", prompt.id());
    }

    private void message(String type, JsonObject data) {
        data.put("timestamp", worker.clock().millis());
        messages.add(JsonArray.of(type, data));
        emit(type, data);
    }

    private void state() {
        broadcastable("progress_state", progress.toJson());
    }

    /** Without a client id, everyone sees it. */
    private void broadcastable(String type, JsonObject data) {
        if (passes(type)) {
            worker.wire().send(sid, type, data);
        }
        raise(type);
    }

    private void emit(String type, JsonObject data) {
        if (passes(type) && sid != null) {
            worker.wire().send(sid, type, data);
        }
        raise(type);
    }

    private @Nullable RunFault struck;

    private boolean passes(String type) {
        struck = worker.faults().next(type);
        if (struck == null) {
            return true;
        }
        switch (struck.kind()) {
            case KILL -> {
                worker.kill(struck.downFor());
                throw new Halt();
            }
            case HANG -> throw new Halt();
            default -> {
                return struck.kind() != RunFault.Kind.DROP;
            }
        }
    }

    private void raise(String type) {
        var fault = struck;
        struck = null;
        if (fault == null) {
            return;
        }
        switch (fault.kind()) {
            case DISCONNECT -> worker.wire().disconnect();
            case OUT_OF_MEMORY -> throw NodeFailure.outOfMemory();
            case CUDA_FAULT -> {
                worker.poison();
                throw NodeFailure.cuda();
            }
            default -> {
                // Done already.
            }
        }
    }
}
