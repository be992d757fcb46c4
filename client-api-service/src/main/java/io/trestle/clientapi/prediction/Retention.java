package io.trestle.clientapi.prediction;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Forgets predictions that ended long ago, with all that belongs to them. */
@ApplicationScoped
class Retention {

    /** A few thousand at a time: one statement that deletes a year would hold its locks for minutes. */
    private static final String FORGET = """
            WITH old AS (DELETE FROM prediction WHERE id IN (
                    SELECT id FROM prediction WHERE completed_at < $1 ORDER BY id LIMIT 5000 FOR UPDATE SKIP LOCKED) RETURNING id, tenant),
                events AS (DELETE FROM prediction_event WHERE prediction_id IN (SELECT id FROM old)),
                calls AS (DELETE FROM prediction_call WHERE prediction_id IN (SELECT id FROM old)),
                outbound AS (DELETE FROM outbound_webhook WHERE (tenant, prediction_id) IN (SELECT tenant, id FROM old))
            DELETE FROM webhook_delivery d USING old WHERE d.tenant = old.tenant AND d.prediction_id = old.id""";

    private final Pool pool;
    private final PredictionConfig config;
    private final Clock clock;

    Retention(Pool pool, PredictionConfig config, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "5m")
    Uni<Void> forget() {
        return forgetOlderThan(config.retention());
    }

    Uni<Void> forgetOlderThan(Duration age) {
        var before = OffsetDateTime.ofInstant(clock.instant().minus(age), ZoneOffset.UTC);
        return pool.preparedQuery(FORGET).execute(Tuple.of(before)).replaceWithVoid();
    }
}
