package io.trestle.comfy.job;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A job as its row is now.
 *
 * @param clientId of the seed's surface; null for jobs that came another way
 * @param graph JSON in text, as it is sent
 * @param lost attempts that ended with their backend
 * @param memoryTrouble attempts that ran out of memory
 * @param busted whether it runs again because the file of a cached result was gone
 * @param expectedMillis what the router expects the run to take
 * @param cancelCause who wants it to end, or null
 * @param events how many changes of it were told
 * @param followed whether others wait to take over its outputs
 * @param reused whether its outputs are those of an earlier run
 */
public record Job(String id, long seq, String tenant, @Nullable String clientId, String workflow, String graph, List<String> models,
        List<InputContent> files, JobState state, int priority, @Nullable Instant deadline, Instant createdAt,
        @Nullable Instant startedAt, @Nullable Instant endedAt, @Nullable String backendId, @Nullable String promptId, int attempt,
        int lost, int memoryTrouble, long needsMemory, boolean busted, @Nullable JsonObject decision, long expectedMillis, double percent,
        @Nullable String stage, @Nullable String cancelCause, @Nullable String failure, @Nullable String failureDetail,
        List<JobOutput> outputs, boolean delivered, int events, boolean followed, boolean reused) {

    public static Job of(Row row) {
        return new Job(row.getString("id"), row.getLong("seq"), row.getString("tenant"), row.getString("client_id"),
                row.getString("workflow"), row.getString("graph"), List.of(row.getArrayOfStrings("models")),
                InputContent.list((JsonArray) row.getValue("files")), JobState.valueOf(row.getString("state")),
                row.getInteger("priority"), instant(row, "deadline"), row.getOffsetDateTime("created_at").toInstant(),
                instant(row, "started_at"), instant(row, "ended_at"), row.getString("backend_id"), row.getString("prompt_id"),
                row.getInteger("attempt"), row.getInteger("lost"), row.getInteger("memory_trouble"), row.getLong("needs_memory"),
                row.getBoolean("busted"), (JsonObject) row.getValue("decision"), row.getLong("expected_ms"), row.getDouble("percent"),
                row.getString("stage"), row.getString("cancel_cause"), row.getString("failure"), row.getString("failure_detail"),
                JobOutput.list((JsonArray) row.getValue("outputs")), row.getBoolean("delivered"), row.getInteger("events"),
                row.getBoolean("followed"), row.getBoolean("reused"));
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }
}
