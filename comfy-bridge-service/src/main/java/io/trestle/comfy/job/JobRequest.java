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
 * @param webhook where its end is told, or null
 * @param reuse whether the outputs of an identical run of the same tenant will do
 * @param files inputs whose bytes are in the store already; others are found among the tenant's uploads by their value
 */
public record JobRequest(String id, String tenant, @Nullable String clientId, String workflow, JsonObject inputs, List<InputContent> files,
        int priority, @Nullable Instant deadline, @Nullable String webhook, boolean reuse) {

    /** An ordinary one: no priority, deadline or webhook, and run even where an identical one has run before. */
    public static JobRequest plain(String id, String tenant, String clientId, String workflow, JsonObject inputs) {
        return new JobRequest(id, tenant, clientId, workflow, inputs, List.of(), 0, null, null, false);
    }
}
