package io.trestle.clientapi.outboundwebhook;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.lease.Lease;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Webhooks that are to be sent or were, and each attempt. */
@ApplicationScoped
class OutboundRows {

    private static final String COLUMNS = """
            id, tenant, prediction_id, event, url, state, tries, created_at, ended_at,
            CASE WHEN state = 'PENDING' THEN next_attempt_at END AS next_attempt_at""";
    private static final String ONE = "SELECT " + COLUMNS + " FROM outbound_webhook WHERE id = $1";
    private static final String LIST = "SELECT " + COLUMNS + "\n" + """
            FROM outbound_webhook WHERE tenant = $1 AND ($2::text IS NULL OR prediction_id = $2) AND ($3::text IS NULL OR state = $3)
               AND ($4::text IS NULL OR id < $4) ORDER BY id DESC LIMIT $5""";
    private static final String ATTEMPTS = "SELECT number, at, millis, status, error FROM outbound_attempt WHERE webhook_id = $1 ORDER BY number";

    /** Under the lease: whoever lost it writes nothing. */
    private static final String TRIED = """
            WITH tried AS (
                UPDATE outbound_webhook SET tries = tries + 1, state = $3, ended_at = CASE WHEN $3 = 'PENDING' THEN NULL ELSE now() END
                WHERE id = $1 AND leased_by = $2 RETURNING tries)
            INSERT INTO outbound_attempt (webhook_id, number, at, millis, status, error) SELECT $1, tries, $4, $5, $6, $7 FROM tried""";

    private static final String AGAIN = """
            UPDATE outbound_webhook SET state = 'PENDING', ended_at = NULL, next_attempt_at = now()
            WHERE id = $1 AND tenant = $2 AND (tries > 0 OR state = 'PENDING')""";

    private final Pool pool;

    OutboundRows(Pool pool) {
        this.pool = pool;
    }

    /** Where a webhook stands. */
    enum State {
        PENDING, DELIVERED, GIVEN_UP
    }

    /**
     * A webhook.
     *
     * @param tries requests that were sent
     * @param nextAttemptAt null where none follows
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Webhook(String id, @JsonIgnore String tenant, String prediction, String event, String url,
            State state, int tries, Instant createdAt, @Nullable Instant endedAt, @Nullable Instant nextAttemptAt) {
    }

    /**
     * One request.
     *
     * @param status of the answer; absent where there was none
     * @param error why it did not count, in words
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attempt(int number, Instant at, int millis, @Nullable Integer status, @Nullable String error) {
    }

    /** @return a null item where there is none */
    Uni<Webhook> find(String id) {
        return pool.preparedQuery(ONE).execute(Tuple.of(id)).map(OutboundRows::first);
    }

    Uni<List<Webhook>> list(String tenant, @Nullable String prediction, @Nullable State state, @Nullable String before, int limit) {
        var values = Tuple.tuple().addString(tenant).addString(prediction).addString(state == null ? null : state.name()).addString(before)
                .addInteger(limit);
        return pool.preparedQuery(LIST).execute(values).map(rows -> rows.stream().map(OutboundRows::webhook).toList());
    }

    Uni<List<Attempt>> attempts(String id) {
        return pool.preparedQuery(ATTEMPTS).execute(Tuple.of(id))
                .map(rows -> rows.stream().map(row -> new Attempt(row.getInteger("number"), row.getOffsetDateTime("at").toInstant(),
                        row.getInteger("millis"), row.getInteger("status"), row.getString("error"))).toList());
    }

    Uni<Void> tried(Lease lease, State state, OffsetDateTime at, Duration took, @Nullable Integer status, @Nullable String error) {
        var values = Tuple.tuple().addString(lease.id()).addUUID(lease.token()).addString(state.name()).addOffsetDateTime(at)
                .addInteger((int) took.toMillis()).addInteger(status).addString(error);
        return pool.preparedQuery(TRIED).execute(values).replaceWithVoid();
    }

    /** @return whether the tenant has it */
    Uni<Boolean> again(String tenant, String id) {
        return pool.preparedQuery(AGAIN).execute(Tuple.of(id, tenant)).map(rows -> rows.rowCount() == 1);
    }

    private static @Nullable Webhook first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? webhook(iterator.next()) : null;
    }

    private static Webhook webhook(Row row) {
        return new Webhook(row.getString("id"), row.getString("tenant"), row.getString("prediction_id"), row.getString("event"),
                row.getString("url"), State.valueOf(row.getString("state")), row.getInteger("tries"),
                row.getOffsetDateTime("created_at").toInstant(), instant(row, "ended_at"), instant(row, "next_attempt_at"));
    }

    private static @Nullable Instant instant(Row row, String column) {
        var time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
