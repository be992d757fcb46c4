package io.trestle.runtime.lease;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The lease columns of one table. While a row is leased, {@code next_attempt_at} equals {@code leased_until}, unless somebody asked for
 * more work meanwhile: that is how a request made during the work survives its end.
 */
final class LeaseStore {

    private final Pool pool;
    private final String claim;
    private final String renew;
    private final String release;
    private final String nextDue;

    LeaseStore(Pool pool, LeasedTable leased) {
        this.pool = pool;
        var table = leased.table();
        var id = leased.idColumn();
        claim = String.format(Locale.ROOT, """
                UPDATE %1$s SET leased_until = now() + make_interval(secs => $2), next_attempt_at = now() + make_interval(secs => $2),
                    leased_by = gen_random_uuid(), attempts = attempts + 1
                WHERE %2$s IN (
                    SELECT %2$s FROM %1$s WHERE next_attempt_at <= now() AND (leased_until IS NULL OR leased_until <= now())
                    ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED)
                RETURNING %2$s::text AS id, leased_by, attempts""", table, id);
        renew = String.format(Locale.ROOT, """
                UPDATE %1$s SET leased_until = now() + make_interval(secs => $2), next_attempt_at = CASE
                    WHEN next_attempt_at = leased_until THEN now() + make_interval(secs => $2) ELSE next_attempt_at END
                WHERE leased_by = ANY($1)""", table);
        release = String.format(Locale.ROOT, """
                UPDATE %1$s SET leased_until = NULL, leased_by = NULL, attempts = CASE WHEN $4 THEN 0 ELSE attempts END,
                    next_attempt_at = CASE WHEN next_attempt_at = leased_until THEN now() + make_interval(secs => $3)
                                           ELSE next_attempt_at END
                WHERE %2$s::text = $1 AND leased_by = $2""", table, id);
        nextDue = String.format(Locale.ROOT, """
                SELECT extract(epoch FROM min(greatest(next_attempt_at, coalesce(leased_until, next_attempt_at))) - now())::float8 AS secs
                FROM %1$s WHERE next_attempt_at IS NOT NULL""", table);
    }

    Uni<List<Lease>> claim(int limit, Duration leaseFor) {
        return pool.preparedQuery(claim).execute(Tuple.of(limit, seconds(leaseFor)))
                .map(rows -> rows.stream().map(row -> new Lease(row.getString("id"), row.getUUID("leased_by"), row.getInteger("attempts")))
                        .toList());
    }

    Uni<Void> renew(Collection<UUID> tokens, Duration leaseFor) {
        return pool.preparedQuery(renew).execute(Tuple.of(tokens.toArray(UUID[]::new), seconds(leaseFor))).replaceWithVoid();
    }

    /** Without effect where the lease has passed to somebody else. */
    Uni<Void> release(Lease lease, LeaseOutcome outcome) {
        Tuple values = outcome instanceof LeaseOutcome.RetryAfter retry
                ? Tuple.of(lease.id(), lease.token(), seconds(retry.delay()), false)
                : Tuple.of(lease.id(), lease.token(), null, true);
        return pool.preparedQuery(release).execute(values).replaceWithVoid();
    }

    /** Until the next row is due; a negative one is due already; null when nothing waits. */
    Uni<Duration> untilNextDue() {
        return pool.query(nextDue).execute().map(LeaseStore::dueIn);
    }

    private static Duration dueIn(RowSet<Row> rows) {
        var secs = rows.iterator().next().getDouble("secs");
        return secs == null ? Duration.ofDays(1) : Duration.ofMillis((long) (secs * 1000));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
