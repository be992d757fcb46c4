package io.trestle.cloudflare.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** The bucket: one row. Every statement refills it first, by the database's clock, which is the same for all replicas. */
@ApplicationScoped
class BudgetStore {

    private static final String REFILLED = "least($1::float8, tokens + $1 * extract(epoch FROM clock_timestamp() - refilled_at)::float8 / $2::float8)";

    private static final String TAKE = String.format(Locale.ROOT, """
            UPDATE call_budget SET tokens = %1$s - $3::float8, refilled_at = clock_timestamp()
            WHERE %1$s >= $3::float8 + $4::float8 AND (blocked_until IS NULL OR blocked_until <= clock_timestamp())""", REFILLED);

    private static final String LOOK = String.format(Locale.ROOT,
            """
                    SELECT %s AS tokens, blocked_until, extract(epoch FROM blocked_until - clock_timestamp())::float8 AS blocked FROM call_budget""",
            REFILLED);

    // What was counted at Cloudflare includes calls that others made; ours may be in flight, so only the lower count is believed.
    private static final String LOWER = String.format(Locale.ROOT, """
            UPDATE call_budget SET tokens = least(%s, $3::float8), refilled_at = clock_timestamp()""", REFILLED);

    private static final String BLOCK = """
            UPDATE call_budget SET blocked_until = greatest(blocked_until, clock_timestamp() + make_interval(secs => $1::float8))""";

    /**
     * @param calls in the bucket now
     * @param blockedFor Cloudflare answers nothing for so long; null where it does
     */
    record Level(double calls, @Nullable Instant blockedUntil, @Nullable Duration blockedFor) {
    }

    private final Pool pool;
    private final BudgetConfig config;

    BudgetStore(Pool pool, BudgetConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Takes so many calls, leaving at least the floor in the bucket; false where it has not so many, or Cloudflare answers nothing. */
    Uni<Boolean> take(int calls, double floor) {
        return pool.preparedQuery(TAKE).execute(Tuple.of((double) config.calls(), seconds(config.window()), (double) calls, floor))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Level> look() {
        return pool.preparedQuery(LOOK).execute(Tuple.of((double) config.calls(), seconds(config.window())))
                .map(rows -> level(rows.iterator().next()));
    }

    Uni<Void> lower(int calls) {
        return pool.preparedQuery(LOWER).execute(Tuple.of((double) config.calls(), seconds(config.window()), (double) calls))
                .replaceWithVoid();
    }

    Uni<Void> block(Duration pause) {
        return pool.preparedQuery(BLOCK).execute(Tuple.of(seconds(pause))).replaceWithVoid();
    }

    private static Level level(Row row) {
        var until = row.getOffsetDateTime("blocked_until");
        var blocked = row.getDouble("blocked");
        return new Level(row.getDouble("tokens"), until == null ? null : until.toInstant(),
                blocked == null || blocked <= 0 ? null : Duration.ofMillis((long) (blocked * 1000) + 1));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
