package io.trestle.clientapi.ledger;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Predictions as applications see them: cog's members, and why it is so where cog would not know. */
@ApplicationScoped
public class PredictionDocuments {

    private static final String ONE = "SELECT * FROM prediction WHERE id = $1";

    private static final String PAGE = """
            SELECT id, model_id, model_version, runner, workflow, state, error, failure, metrics, created_at, started_at, completed_at,
                lost_at, percent, stage, attempt, backend, cancel_requested_at
            FROM prediction WHERE tenant = $1 AND ($2::text IS NULL OR id < $2) AND ($3::text IS NULL OR model_id = $3)
                AND ($4::text IS NULL OR CASE WHEN lost_at IS NULL THEN lower(state) ELSE 'lost' END = $4)
                AND ($5::timestamptz IS NULL OR created_at >= $5) AND ($6::timestamptz IS NULL OR created_at < $6)
            ORDER BY id DESC LIMIT $7""";

    private final Pool pool;
    private final ObjectMapper json;

    PredictionDocuments(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /** A prediction with its owner and whether it ended. */
    public record Found(String tenant, boolean ended, ObjectNode document) {
    }

    /** What is listed. A null lets all pass; {@code before} is the id of the last one of the page before. */
    public record Filter(@Nullable String before, @Nullable String model, @Nullable String status, @Nullable OffsetDateTime from,
            @Nullable OffsetDateTime until, int limit) {
    }

    /** @return a null item where there is none */
    public Uni<Found> find(String id) {
        return pool.preparedQuery(ONE).execute(Tuple.of(id)).map(rows -> {
            var iterator = rows.iterator();
            return iterator.hasNext() ? found(iterator.next()) : null;
        });
    }

    /** The newest first; without input, output and logs. */
    public Uni<List<ObjectNode>> list(String tenant, Filter filter) {
        var values = Tuple.tuple().addString(tenant).addString(filter.before()).addString(filter.model()).addString(filter.status())
                .addOffsetDateTime(filter.from()).addOffsetDateTime(filter.until()).addInteger(filter.limit());
        return pool.preparedQuery(PAGE).execute(values).map(rows -> rows.stream().map(this::summary).toList());
    }

    private Found found(Row row) {
        var document = summary(row);
        document.set("input", parse(row.getString("input")));
        document.set("output", parse(row.getString("output")));
        document.put("logs", row.getString("logs") == null ? "" : row.getString("logs"));
        var files = parse(row.getString("files"));
        if (row.getOffsetDateTime("lost_at") != null && !files.isEmpty()) {
            var inferred = document.putArray("inferred_output");
            files.forEach(file -> inferred.add(file.path("url").asText()));
        } else if (files instanceof ArrayNode && !files.isEmpty()) {
            document.set("files", files);
        }
        document.put("webhook", row.getString("webhook"));
        return new Found(row.getString("tenant"), PredictionState.valueOf(row.getString("state")).ended(), document);
    }

    private ObjectNode summary(Row row) {
        var lost = row.getOffsetDateTime("lost_at") != null;
        var document = json.createObjectNode().put("id", row.getString("id")).put("model", row.getString("model_id"))
                .put("version", row.getInteger("model_version"))
                .put("status", lost ? "lost" : PredictionState.valueOf(row.getString("state")).json())
                .put("error", row.getString("error"));
        var failure = row.getString("failure");
        document.put("failure", failure == null ? null : failure.toLowerCase(Locale.ROOT));
        document.set("metrics", row.getString("metrics") == null ? json.createObjectNode() : parse(row.getString("metrics")));
        time(document, row, "created_at");
        time(document, row, "started_at");
        time(document, row, "completed_at");
        time(document, row, "lost_at");
        time(document, row, "cancel_requested_at");
        document.put("runner", row.getString("runner").toLowerCase(Locale.ROOT)).put("workflow", row.getString("workflow"))
                .put("backend", row.getString("backend")).put("attempt", row.getInteger("attempt"))
                .put("percent", row.getDouble("percent")).put("stage", row.getString("stage"));
        return document;
    }

    private static void time(ObjectNode document, Row row, String column) {
        var time = row.getOffsetDateTime(column);
        document.put(column, time == null ? null : time.toInstant().toString());
    }

    private JsonNode parse(@Nullable String stored) {
        try {
            return stored == null ? json.getNodeFactory().nullNode() : json.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored value is no JSON", e);
        }
    }
}
