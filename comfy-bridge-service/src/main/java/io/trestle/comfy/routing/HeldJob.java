package io.trestle.comfy.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.mutiny.sqlclient.Row;

/**
 * Of a job that a backend has, what the router has to know.
 *
 * @param startedAt null where it was not sent yet
 */
record HeldJob(String backendId, List<String> models, long expectedMillis, @Nullable Instant startedAt) {

    static final String COLUMNS = "backend_id, models, expected_ms, CASE WHEN state = 'RUNNING' THEN started_at END AS started_at";

    static HeldJob of(Row row) {
        var started = row.getOffsetDateTime("started_at");
        return new HeldJob(row.getString("backend_id"), List.of(row.getArrayOfStrings("models")), row.getLong("expected_ms"),
                started == null ? null : started.toInstant());
    }

    /** In milliseconds. */
    double remaining(Instant now) {
        return startedAt == null ? expectedMillis : Math.max(0, expectedMillis - Duration.between(startedAt, now).toMillis());
    }
}
