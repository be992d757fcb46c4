package io.trestle.comfy.routing;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** How long runs took, per workflow and backend, apart for those that loaded models first. */
@ApplicationScoped
public class RunTimes {

    private final Pool pool;
    private final RoutingConfig config;

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
                .execute(Tuple.of(workflow, backendId, cold, millis)).replaceWithVoid();
    }

    Uni<Expectations> of(SqlClient client, List<String> workflows) {
        return client.preparedQuery("SELECT workflow, backend_id, cold, millis FROM run_time WHERE workflow = ANY($1)")
                .execute(Tuple.of(workflows.toArray(String[]::new))).map(rows -> {
                    var seen = new ArrayList<Expectations.Seen>();
                    rows.forEach(row -> seen.add(new Expectations.Seen(row.getString("workflow"), row.getString("backend_id"),
                            row.getBoolean("cold"), row.getDouble("millis"))));
                    return new Expectations(seen, config.unknownRun().toMillis(), config.unknownLoad().toMillis());
                });
    }
}
