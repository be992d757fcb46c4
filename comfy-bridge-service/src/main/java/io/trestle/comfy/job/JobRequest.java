package io.trestle.comfy.job;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/**
 * What somebody wants to run.
 *
 * @param id of the job
 * @param inputs values by input key
 * @param files inputs whose bytes are in the store already; others are found among the tenant's uploads by their value
 */
public record JobRequest(String id, String tenant, @Nullable String clientId, String workflow, JsonObject inputs, List<InputContent> files,
        int priority, @Nullable Instant deadline) {
}
