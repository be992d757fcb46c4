package io.trestle.simulators.comfyui;

import java.util.List;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.SimulatedRequest;
import io.trestle.simulators.comfyui.run.QueuedPrompt;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What ComfyUI answers to {@code GET}. */
final class ReadApi {

    private static final List<String> FOLDERS = List.of("checkpoints", "configs", "loras", "vae", "text_encoders", "diffusion_models",
            "clip_vision", "style_models", "embeddings", "diffusers", "vae_approx", "controlnet", "gligen", "upscale_models",
            "custom_nodes", "hypernetworks", "photomaker", "classifiers", "model_patches", "audio_encoders");
    private static final long GIB = 1L << 30;

    private final ComfyProcess process;

    ReadApi(ComfyProcess process) {
        this.process = process;
    }

    HttpAnswer answer(SimulatedRequest request, String path) {
        return switch (path) {
            case "/prompt" -> json(new JsonObject().put("exec_info", new JsonObject().put("queue_remaining", process.worker.remaining())));
            case "/queue" -> json(queue());
            case "/history" -> json(process.worker.history().newest(most(request)));
            case "/view" -> new Views(process.files).answer(request.parameters());
            case "/object_info" -> json(objectInfo());
            case "/system_stats" -> json(systemStats());
            case "/features" -> json(process.features());
            case "/models" -> json(new JsonArray(FOLDERS));
            case "/embeddings", "/extensions" -> json(new JsonArray());
            default -> below(path);
        };
    }

    private HttpAnswer below(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/history/")) {
            var entry = process.worker.history().find(name);
            return json(entry == null ? new JsonObject() : new JsonObject().put(name, entry));
        }
        if (path.startsWith("/object_info/")) {
            var type = process.catalogue.find(name);
            return json(type == null ? new JsonObject() : new JsonObject().put(name, type.toJson()));
        }
        if (path.equals("/models/checkpoints")) {
            return json(new JsonArray(process.config.models()));
        }
        return path.startsWith("/models/") && FOLDERS.contains(name) ? json(new JsonArray()) : ComfyApi.bare(404);
    }

    private static HttpAnswer json(Object content) {
        return ComfyApi.json(200, content);
    }

    private static int most(SimulatedRequest request) {
        var most = request.parameters().get("max_items");
        return most == null ? Integer.MAX_VALUE : Integer.parseInt(most);
    }

    private JsonObject queue() {
        var running = new JsonArray();
        var now = process.worker.running();
        if (now != null) {
            running.add(now.toJson());
        }
        var pending = new JsonArray();
        process.worker.pending().stream().map(QueuedPrompt::toJson).forEach(pending::add);
        return new JsonObject().put("queue_running", running).put("queue_pending", pending);
    }

    private JsonObject objectInfo() {
        var all = new JsonObject();
        process.catalogue.all().forEach((name, type) -> all.put(name, type.toJson()));
        return all;
    }

    private JsonObject systemStats() {
        var memory = process.config.memoryGib() * GIB;
        var device = new JsonObject().put("name", "cuda:0 Simulated").put("type", "cuda").put("index", 0).put("vram_total", memory)
                .put("vram_free", memory).put("torch_vram_total", 0).put("torch_vram_free", 0);
        var system = new JsonObject().put("os", "posix").put("ram_total", 16 * GIB).put("ram_free", 8 * GIB)
                .put("comfyui_version", process.config.version().number()).put("required_frontend_version", "1.27.10")
                .put("python_version", "3.13.0").put("pytorch_version", "2.8.0").put("embedded_python", false)
                .put("argv", JsonArray.of("main.py"));
        return new JsonObject().put("system", system).put("devices", JsonArray.of(device));
    }
}
