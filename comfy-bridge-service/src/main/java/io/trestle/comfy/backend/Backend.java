package io.trestle.comfy.backend;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.vertx.mutiny.sqlclient.Row;

/**
 * A ComfyUI server.
 *
 * @param draining takes no new jobs
 * @param removed ends as soon as it has no job
 * @param memory of its largest card in bytes, 0 where unknown
 * @param loadedModels what its latest run left in memory
 * @param leasedBy the lease of the replica that drives it, or null
 */
public record Backend(String id, URI url, BackendState state, @Nullable String reason, Instant since, boolean draining, boolean removed,
        @Nullable String version, @Nullable String device, long memory, List<String> loadedModels, @Nullable UUID leasedBy) {

    static Backend of(Row row) {
        return new Backend(row.getString("id"), URI.create(row.getString("url")), BackendState.valueOf(row.getString("state")),
                row.getString("state_reason"), row.getOffsetDateTime("state_since").toInstant(), row.getBoolean("draining"),
                row.getBoolean("removed"), row.getString("version"), row.getString("device"), row.getLong("memory"),
                List.of(row.getArrayOfStrings("loaded_models")), row.getUUID("leased_by"));
    }

    /** Whether it may get another job. */
    public boolean takesJobs() {
        return state == BackendState.READY && !draining && !removed;
    }
}
