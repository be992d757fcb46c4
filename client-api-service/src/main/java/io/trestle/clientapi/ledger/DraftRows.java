package io.trestle.clientapi.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.trestle.model.prediction.OutputFile;
import io.trestle.model.prediction.PredictionRunner;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads the predictions of a batch under their locks, and writes what the batch made of them: one statement each. */
final class DraftRows {

    /** Locked in the order of their ids, so that two batches never wait for each other. Outputs only where a report may add one to them. */
    private static final String LOCK = """
            SELECT id, tenant, runner, state, attempt, outputs, logs_length, last_event, heard_at, sent_at, started_at, completed_at, lost_at,
                backend, end_digest, cancel_requested_at IS NOT NULL AS cancel_requested, webhook IS NOT NULL AS noticed,
                CASE WHEN runner = 'COMFYUI' THEN output END AS output
            FROM prediction WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE""";

    /** A null of $8 and further leaves the column as it is; an end also forgets the sealed input. */
    private static final String WRITE = """
            UPDATE prediction p SET state = u.state, attempt = u.attempt, outputs = u.outputs, logs_length = u.logs_length,
                last_event = u.last_event, heard_at = u.heard_at,
                output = coalesce(u.output, p.output), logs = coalesce(u.logs, p.logs), error = coalesce(u.error, p.error),
                failure = coalesce(u.failure, p.failure), metrics = coalesce(u.metrics, p.metrics), files = coalesce(u.files, p.files),
                percent = coalesce(u.percent, p.percent), stage = coalesce(u.stage, p.stage), backend = u.backend, sent_at = u.sent_at,
                started_at = u.started_at, completed_at = u.completed_at, lost_at = u.lost_at, end_digest = u.end_digest,
                sealed_input = CASE WHEN u.completed_at IS NULL THEN p.sealed_input END
            FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::int[], $7::timestamptz[], $8::text[], $9::text[],
                $10::text[], $11::text[], $12::text[], $13::text[], $14::float8[], $15::text[], $16::text[], $17::timestamptz[],
                $18::timestamptz[], $19::timestamptz[], $20::timestamptz[], $21::bytea[])
                AS u (id, state, attempt, outputs, logs_length, last_event, heard_at, output, logs, error, failure, metrics, files, percent,
                    stage, backend, sent_at, started_at, completed_at, lost_at, end_digest)
            WHERE p.id = u.id""";

    private final ObjectMapper json;

    DraftRows(ObjectMapper json) {
        this.json = json;
    }

    Uni<Map<String, PredictionDraft>> lock(SqlConnection connection, Collection<String> ids) {
        return connection.preparedQuery(LOCK).execute(Tuple.of(ids.toArray(String[]::new))).map(rows -> {
            var drafts = new LinkedHashMap<String, PredictionDraft>();
            for (var row : rows) {
                drafts.put(row.getString("id"), draft(row));
            }
            return drafts;
        });
    }

    Uni<Void> write(SqlConnection connection, List<PredictionDraft> drafts) {
        return connection.preparedQuery(WRITE).execute(Tuple.newInstance(io.vertx.sqlclient.Tuple.tuple()
                .addArrayOfString(texts(drafts, draft -> draft.id))
                .addArrayOfString(texts(drafts, draft -> draft.state.name()))
                .addArrayOfInteger(drafts.stream().map(draft -> draft.attempt).toArray(Integer[]::new))
                .addArrayOfInteger(drafts.stream().map(draft -> draft.outputs).toArray(Integer[]::new))
                .addArrayOfInteger(drafts.stream().map(draft -> draft.logsLength).toArray(Integer[]::new))
                .addArrayOfInteger(drafts.stream().map(draft -> draft.lastEvent).toArray(Integer[]::new))
                .addArrayOfOffsetDateTime(times(drafts, draft -> draft.heardAt))
                .addArrayOfString(texts(drafts, draft -> text(draft.output)))
                .addArrayOfString(texts(drafts, draft -> draft.logs))
                .addArrayOfString(texts(drafts, draft -> draft.error))
                .addArrayOfString(texts(drafts, draft -> draft.failure == null ? null : draft.failure.name()))
                .addArrayOfString(texts(drafts, draft -> text(draft.metrics)))
                .addArrayOfString(texts(drafts, draft -> files(draft.files)))
                .addArrayOfDouble(drafts.stream().map(draft -> draft.percent).toArray(Double[]::new))
                .addArrayOfString(texts(drafts, draft -> draft.stage))
                .addArrayOfString(texts(drafts, draft -> draft.backend))
                .addArrayOfOffsetDateTime(times(drafts, draft -> draft.sentAt))
                .addArrayOfOffsetDateTime(times(drafts, draft -> draft.startedAt))
                .addArrayOfOffsetDateTime(times(drafts, draft -> draft.completedAt))
                .addArrayOfOffsetDateTime(times(drafts, draft -> draft.lostAt))
                .addArrayOfBuffer(drafts.stream().map(draft -> draft.endDigest == null ? null : Buffer.buffer(draft.endDigest))
                        .toArray(Buffer[]::new))))
                .replaceWithVoid();
    }

    private PredictionDraft draft(Row row) {
        var draft = new PredictionDraft(row.getString("id"), row.getString("tenant"), PredictionRunner.valueOf(row.getString("runner")),
                PredictionState.valueOf(row.getString("state")), row.getBoolean("cancel_requested"), row.getBoolean("noticed"),
                row.getOffsetDateTime("heard_at").toInstant());
        draft.attempt = row.getInteger("attempt");
        draft.outputs = row.getInteger("outputs");
        draft.logsLength = row.getInteger("logs_length");
        draft.lastEvent = row.getInteger("last_event");
        draft.sentAt = instant(row, "sent_at");
        draft.startedAt = instant(row, "started_at");
        draft.completedAt = instant(row, "completed_at");
        draft.lostAt = instant(row, "lost_at");
        draft.backend = row.getString("backend");
        var digest = row.getBuffer("end_digest");
        draft.endDigest = digest == null ? null : digest.getBytes();
        draft.output = parse(row.getString("output"));
        return draft;
    }

    private @Nullable JsonNode parse(@Nullable String stored) {
        try {
            return stored == null ? null : json.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored output is no JSON", e);
        }
    }

    private @Nullable String files(@Nullable List<OutputFile> files) {
        try {
            return files == null ? null : json.writeValueAsString(files);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A file reference cannot be written", e);
        }
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        return value == null ? null : value.toString();
    }

    private static String[] texts(List<PredictionDraft> drafts, Function<PredictionDraft, @Nullable String> column) {
        return drafts.stream().map(column).toArray(String[]::new);
    }

    private static OffsetDateTime[] times(List<PredictionDraft> drafts, Function<PredictionDraft, @Nullable Instant> column) {
        return drafts.stream().map(column).map(DraftRows::time).toArray(OffsetDateTime[]::new);
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(Row row, String column) {
        var time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
