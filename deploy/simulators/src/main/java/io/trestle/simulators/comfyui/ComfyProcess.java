package io.trestle.simulators.comfyui;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.comfyui.graph.Catalogue;
import io.trestle.simulators.comfyui.graph.FileStore;
import io.trestle.simulators.comfyui.graph.Graph;
import io.trestle.simulators.comfyui.graph.GraphCheck;
import io.trestle.simulators.comfyui.graph.PromptRefusal;
import io.trestle.simulators.comfyui.run.QueuedPrompt;
import io.trestle.simulators.comfyui.run.RunFaults;
import io.trestle.simulators.comfyui.run.Worker;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;

/** What ends when ComfyUI's process ends: queue, history, sockets, the counter of prompts. */
final class ComfyProcess {

    private static final String CANONICAL_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    static final long MAX_UPLOAD = 104_857_600L;

    /** ComfyUI's own 500. */
    static final class Stumble extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stumble() {
            super(null, null, false, false);
        }
    }

    final Worker worker;
    final Sockets sockets;
    final Catalogue catalogue;
    final FileStore files;
    final ComfySimulatorConfig config;
    private final Clock clock;
    private long number;

    ComfyProcess(Vertx vertx, ComfySimulatorConfig config, FileStore files, RunFaults faults, Clock clock, Consumer<Duration> killer) {
        this.config = config;
        this.files = files;
        this.clock = clock;
        this.sockets = new Sockets(features());
        this.catalogue = new Catalogue(files, config.models());
        this.worker = new Worker(vertx, sockets, catalogue, config, faults, clock, killer);
    }

    JsonObject features() {
        var features = new JsonObject().put("supports_preview_metadata", true).put("max_upload_size", MAX_UPLOAD);
        return config.version().hasJobs()
                ? features.put("supports_model_type_tags", true).put("node_replacements", true).put("assets", false)
                        .put("extension", new JsonObject())
                : features;
    }

    void connect(@Nullable String clientId, ServerWebSocket socket, Runnable cut) {
        var sid = clientId == null || clientId.isEmpty() ? UUID.randomUUID().toString().replace("-", "") : clientId;
        sockets.connect(sid, socket, cut);
        sockets.send(sid, "status", Worker.status(worker.remaining()).put("sid", sid));
        var node = worker.nodeOf(sid);
        if (node != null) {
            sockets.send(sid, "executing", new JsonObject().put("node", node));
        }
    }

    /**
     * {@code POST /prompt}.
     *
     * @throws PromptRefusal 400
     * @throws Stumble 500
     */
    JsonObject submit(JsonObject request) {
        var drawn = number(request);
        if (!request.containsKey("prompt")) {
            throw new PromptRefusal("no_prompt", "No prompt provided", "No prompt provided", new JsonObject(), new JsonObject());
        }
        var id = request.containsKey("prompt_id") ? String.valueOf(request.getValue("prompt_id")) : UUID.randomUUID().toString();
        if (config.version().hasJobs() && !id.matches(CANONICAL_UUID)) {
            throw new PromptRefusal("invalid_prompt_id", "prompt_id must be a valid UUID", "prompt_id must be a valid UUID",
                    new JsonObject(), new JsonObject());
        }
        if (!(request.getValue("prompt") instanceof JsonObject nodes)
                || nodes.stream().anyMatch(node -> !(node.getValue() instanceof JsonObject))) {
            throw new Stumble();
        }
        var graph = new Graph(nodes.copy());
        var accepted = GraphCheck.check(catalogue, config.version().hasJobs(), graph);
        var extra = request.getJsonObject("extra_data", new JsonObject()).copy();
        if (request.containsKey("client_id")) {
            extra.put("client_id", request.getValue("client_id"));
        }
        if (!worker.put(new QueuedPrompt(drawn, id, graph, extra, accepted.outputs(), clock.millis()))) {
            throw new Stumble();
        }
        return new JsonObject().put("prompt_id", id).put("number", drawn).put("node_errors", accepted.nodeErrors());
    }

    private Number number(JsonObject request) {
        if (request.getValue("number") instanceof Number given) {
            return given.doubleValue();
        }
        var own = number++;
        return Boolean.TRUE.equals(request.getValue("front")) ? -own : own;
    }

    void die() {
        worker.die();
        files.clearTemp();
        sockets.disconnect();
    }
}
