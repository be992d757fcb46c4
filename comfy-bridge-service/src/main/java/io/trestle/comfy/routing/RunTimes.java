package io.trestle.comfy.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** How long runs took, per workflow and backend, apart for those that loaded models first. */
@ApplicationScoped
public class RunTimes {

    /** What is learned elsewhere may be this old: it is an average. */
    private static final long FRESH = Duration.ofSeconds(2).toNanos();

    private final Pool pool;
    private final RoutingConfig config;
    private volatile @Nullable Snapshot snapshot;

    private record Snapshot(Expectations expectations, long at) {
    }

    RunTimes(Pool pool, RoutingConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** A moving average: the latest run counts three tenths. */
    public Uni<Void> learn(String workflow, String backendId, boolean cold, double millis) {
        return pool.preparedQuery("""
                INSERT INTO run_time (workflow, backend_id, cold, millis) VALUES ($1, $2, $3, $4)
                ON CONFLICT (workflow, backend_id, cold) DO UPDATE
                SET millis = run_time.millis * 0.7 + EXCLUDED.millis * 0.3, samples = run_time.samples + 1""")
                .execute(Tuple.of(workflow, backendId, cold, millis)).invoke(() -> snapshot = null).replaceWithVoid();
    }

    Uni<Expectations> expectations(SqlClient client) {
        var latest = snapshot;
        return latest != null && System.nanoTime() - latest.at < FRESH ? Uni.createFrom().item(latest.expectations) : read(client);
    }

    private Uni<Expectations> read(SqlClient client) {
        var at = System.nanoTime();
        return client.preparedQuery("SELECT workflow, backend_id, cold, millis FROM run_time").execute().map(rows -> {
            List<Expectations.Seen> seen = new ArrayList<>();
            rows.forEach(row -> seen.add(new Expectations.Seen(row.getString("workflow"), row.getString("backend_id"),
                    row.getBoolean("cold"), row.getDouble("millis"))));
            return new Expectations(seen, config.unknownRun().toMillis(), config.unknownLoad().toMillis());
        }).invoke(expectations -> snapshot = new Snapshot(expectations, at));
    }
}
