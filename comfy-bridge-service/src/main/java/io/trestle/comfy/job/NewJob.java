package io.trestle.comfy.job;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/** A job that was checked and is to be queued. */
record NewJob(String id, String tenant, @Nullable String clientId, String workflow, JsonObject graph, List<String> models,
        List<InputContent> files, int priority, @Nullable Instant deadline, @Nullable String webhook, boolean reuse) {
}
