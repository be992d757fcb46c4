package io.trestle.clientapi.file;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** What is known of files. Plain SQL: each statement decides a race between uploads that end at the same time. */
@ApplicationScoped
class FileCatalogue {

    private final Pool pool;
    private final Clock clock;
    private final UploadConfig config;

    FileCatalogue(Pool pool, Clock clock, UploadConfig config) {
        this.pool = pool;
        this.clock = clock;
        this.config = config;
    }

    /** A file and where the store has it. */
    record Located(UploadedFile file, String key) {
    }

    /** @return where the store has these bytes, or null */
    Uni<@Nullable String> keyOf(String hash) {
        return pool.preparedQuery("SELECT key FROM stored_object WHERE hash = $1").execute(Tuple.of(hash))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getString("key"));
    }

    /** Whoever's it is: the address is the right to read it. The first uploader's media type holds. */
    Uni<@Nullable Located> find(String hash, String name) {
        return pool.preparedQuery("""
                SELECT f.hash, f.name, o.size, f.media_type, f.prediction_id, f.origin, f.created_at, o.key
                FROM file f JOIN stored_object o ON o.hash = f.hash
                WHERE f.hash = $1 AND f.name = $2 ORDER BY f.created_at LIMIT 1""").execute(Tuple.of(hash, name))
                .map(rows -> rows.size() == 0 ? null : located(rows.iterator().next()));
    }

    /** In the order in which they came: what names the prediction, and what does so only by its name ({@code <id>_…}, facts, a3). */
    Uni<List<UploadedFile>> ofPrediction(String tenant, String predictionId) {
        return pool.preparedQuery("""
                SELECT f.hash, f.name, o.size, f.media_type, f.prediction_id, f.origin, f.created_at
                FROM file f JOIN stored_object o ON o.hash = f.hash
                WHERE f.tenant = $1 AND (f.prediction_id = $2
                    OR f.prediction_id IS NULL AND f.name COLLATE "C" >= $2 || '_' AND f.name COLLATE "C" < $2 || '`')
                ORDER BY f.created_at, f.name""").execute(Tuple.of(tenant, predictionId))
                .map(rows -> rows.stream().map(FileCatalogue::file).toList());
    }

    /** Another name for bytes that the store has. */
    Uni<Void> add(String tenant, UploadedFile file) {
        return pool.withTransaction(connection -> name(connection, tenant, file));
    }

    /**
     * A name for bytes that the store has under a new key.
     *
     * @param lost the key under which they were known and are gone
     * @return the key that holds: another one, where another upload of the same bytes was first
     */
    Uni<String> add(String tenant, UploadedFile file, String key, @Nullable String lost) {
        return pool.withTransaction(connection -> connection.preparedQuery("""
                INSERT INTO stored_object AS known (hash, key, size, created_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (hash) DO UPDATE SET key = CASE WHEN known.key = $5 THEN EXCLUDED.key ELSE known.key END
                RETURNING key""")
                .execute(Tuple.of(file.hash(), key, file.size(), file.createdAt().atOffset(ZoneOffset.UTC), lost))
                .map(rows -> rows.iterator().next().getString("key"))
                .call(() -> name(connection, tenant, file)));
    }

    private Uni<Void> name(SqlClient connection, String tenant, UploadedFile file) {
        return connection.preparedQuery("""
                INSERT INTO file (tenant, hash, name, media_type, prediction_id, origin, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (tenant, hash, name) DO UPDATE SET prediction_id = coalesce(file.prediction_id, EXCLUDED.prediction_id)
                RETURNING (xmax = 0) AS added""")
                .execute(Tuple.from(new Object[]{tenant, file.hash(), file.name(), file.mediaType(), file.predictionId(), file.origin(),
                        clock.instant().atOffset(ZoneOffset.UTC)}))
                .chain(rows -> rows.iterator().next().getBoolean("added")
                        ? charge(connection, tenant, file.size())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> charge(SqlClient connection, String tenant, long bytes) {
        return connection.preparedQuery("""
                INSERT INTO file_usage AS known (tenant, bytes) VALUES ($1, $2)
                ON CONFLICT (tenant) DO UPDATE SET bytes = known.bytes + EXCLUDED.bytes RETURNING bytes""")
                .execute(Tuple.of(tenant, bytes))
                .invoke(rows -> refuseBeyondQuota(rows.iterator().next().getLong("bytes")))
                .replaceWithVoid();
    }

    private void refuseBeyondQuota(long bytes) {
        config.tenantQuota().ifPresent(quota -> {
            if (bytes > quota.asLongValue()) {
                throw new ProblemException(ProblemType.QUOTA_EXCEEDED, "All files together may have " + quota.asLongValue() + " bytes")
                        .with("quota", "file-bytes").with("limit", quota.asLongValue());
            }
        });
    }

    /** Of these keys, those that no row names. */
    Uni<List<String>> withoutRow(List<String> keys) {
        return pool
                .preparedQuery(
                        "SELECT k FROM unnest(CAST($1 AS text[])) k WHERE NOT EXISTS (SELECT 1 FROM stored_object o WHERE o.key = k)")
                .execute(Tuple.of(keys.toArray(String[]::new)))
                .map(rows -> rows.stream().map(row -> row.getString("k")).toList());
    }

    private static Located located(Row row) {
        return new Located(file(row), row.getString("key"));
    }

    private static UploadedFile file(Row row) {
        return new UploadedFile(row.getString("hash"), row.getString("name"), row.getLong("size"), row.getString("media_type"),
                row.getString("prediction_id"), row.getString("origin"), row.getOffsetDateTime("created_at").toInstant());
    }
}
