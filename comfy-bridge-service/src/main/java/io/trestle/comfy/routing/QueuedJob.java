package io.trestle.comfy.routing;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

/**
 * Of a waiting job, what the router has to know.
 *
 * @param graph null where it was looked at before
 * @param files the inputs whose values are files
 * @param lostAt the backend that has lost it, or null
 */
record QueuedJob(String id, String workflow, @Nullable String graph, List<String> models, Set<String> files, @Nullable String lostAt,
        long needsMemory) {

    /** {@code $1}: the ids of jobs that were looked at before. */
    static final String COLUMNS = """
            id, workflow, CASE WHEN id = ANY($1) THEN NULL ELSE graph END AS graph, models, files,
            CASE WHEN lost > 0 THEN backend_id END AS lost_at, needs_memory""";

    static QueuedJob of(Row row) {
        return new QueuedJob(row.getString("id"), row.getString("workflow"), row.getString("graph"),
                List.of(row.getArrayOfStrings("models")), inputs((JsonArray) row.getValue("files")), row.getString("lost_at"),
                row.getLong("needs_memory"));
    }

    private static Set<String> inputs(JsonArray files) {
        return files.isEmpty()
                ? Set.of()
                : files.stream().map(file -> ((JsonObject) file).getString("input")).collect(Collectors.toSet());
    }
}
