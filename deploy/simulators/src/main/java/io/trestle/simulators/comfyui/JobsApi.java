package io.trestle.simulators.comfyui;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.SimulatedRequest;
import io.trestle.simulators.comfyui.run.QueuedPrompt;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code /api/jobs}, which only recent versions have: tells an unknown job from a queued one, and cancels atomically. */
final class JobsApi {

    private final ComfyProcess process;

    JobsApi(ComfyProcess process) {
        this.process = process;
    }

    HttpAnswer answer(SimulatedRequest request, String path) {
        if (!process.config.version().hasJobs()) {
            return ComfyApi.bare(404);
        }
        var parts = path.split("/");
        if (request.method().equals("GET")) {
            return parts.length == 3 ? list() : one(parts[3]);
        }
        if (path.equals("/api/jobs/cancel")) {
            var ids = ((JsonObject) Json.decodeValue(request.body())).getJsonArray("job_ids", new JsonArray());
            var any = ids.stream().map(id -> cancel(String.valueOf(id))).reduce(false, Boolean::logicalOr);
            return ComfyApi.json(200, new JsonObject().put("cancelled", any));
        }
        return parts.length == 5 && parts[4].equals("cancel")
                ? ComfyApi.json(200, new JsonObject().put("cancelled", cancel(parts[3])))
                : ComfyApi.bare(405);
    }

    private boolean cancel(String id) {
        return process.worker.delete(id) || process.worker.interrupt(id);
    }

    private HttpAnswer list() {
        var jobs = new JsonArray();
        process.worker.pending().forEach(prompt -> jobs.add(job(prompt.id(), "pending", prompt)));
        var running = process.worker.running();
        if (running != null) {
            jobs.add(job(running.id(), "in_progress", running));
        }
        process.worker.history().all().forEach((id, entry) -> jobs.add(job(id, ended(entry), null)));
        return ComfyApi.json(200, new JsonObject().put("jobs", jobs).put("pagination",
                new JsonObject().put("offset", 0).put("limit", jobs.size()).put("total", jobs.size()).put("has_more", false)));
    }

    private HttpAnswer one(String id) {
        var running = process.worker.running();
        if (running != null && running.id().equals(id)) {
            return ComfyApi.json(200, job(id, "in_progress", running));
        }
        for (var prompt : process.worker.pending()) {
            if (prompt.id().equals(id)) {
                return ComfyApi.json(200, job(id, "pending", prompt));
            }
        }
        var entry = process.worker.history().find(id);
        return entry == null
                ? ComfyApi.json(404, new JsonObject().put("error", "Job not found"))
                : ComfyApi.json(200, job(id, ended(entry), null).put("outputs", entry.getValue("outputs"))
                        .put("execution_status", entry.getValue("status")));
    }

    private static JsonObject job(String id, String status, @Nullable QueuedPrompt prompt) {
        var job = new JsonObject().put("id", id).put("status", status);
        return prompt == null ? job : job.put("priority", prompt.number()).put("create_time", prompt.createdAt());
    }

    private static String ended(JsonObject entry) {
        var status = entry.getJsonObject("status");
        if (status.getBoolean("completed")) {
            return "completed";
        }
        var messages = status.getJsonArray("messages");
        return messages.getJsonArray(messages.size() - 1).getString(0).equals("execution_interrupted") ? "cancelled" : "failed";
    }
}
