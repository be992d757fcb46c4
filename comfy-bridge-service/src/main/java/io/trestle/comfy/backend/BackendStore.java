package io.trestle.comfy.backend;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.comfyuiapi.ComfyHost;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** The table of backends. What a driver writes holds only while it has the lease. */
@ApplicationScoped
public class BackendStore {

    private final Pool pool;
    private final String schema;

    BackendStore(Pool pool, @ConfigProperty(name = "trestle.database.role") String schema) {
        this.pool = pool;
        this.schema = schema;
    }

    /** Adds a server, or takes one back that was removed. */
    public Uni<Backend> add(String id, String url) {
        return pool.withTransaction(tx -> tx.preparedQuery("""
                INSERT INTO backend (id, url) VALUES ($1, $2) ON CONFLICT (url) DO UPDATE
                SET removed = false, draining = false, next_attempt_at = coalesce(backend.next_attempt_at, now()) RETURNING *""")
                .execute(Tuple.of(id, url)).map(rows -> Backend.of(rows.iterator().next()))
                .call(() -> tx.preparedQuery("SELECT pg_notify($1, '')").execute(Tuple.of(schema + ".backend"))));
    }

    public Uni<@Nullable Backend> find(String id) {
        return pool.preparedQuery("SELECT * FROM backend WHERE id = $1 AND NOT removed").execute(Tuple.of(id)).map(BackendStore::first);
    }

    /** Those that are not removed. */
    public Uni<List<Backend>> all() {
        return all(pool);
    }

    /** The same on a connection that is in a transaction. */
    public Uni<List<Backend>> all(SqlClient client) {
        return client.preparedQuery("SELECT * FROM backend WHERE NOT removed ORDER BY id").execute()
                .map(rows -> rows.stream().map(Backend::of).toList());
    }

    public Uni<@Nullable Backend> drain(String id, boolean draining) {
        return pool.preparedQuery("UPDATE backend SET draining = $2 WHERE id = $1 AND NOT removed RETURNING *")
                .execute(Tuple.of(id, draining)).map(BackendStore::first).call(this::tell);
    }

    /** Gone for callers at once; its driver lets its jobs end first. */
    public Uni<@Nullable Backend> remove(String id) {
        return pool.preparedQuery("UPDATE backend SET removed = true WHERE id = $1 AND NOT removed RETURNING *")
                .execute(Tuple.of(id)).map(BackendStore::first).call(this::tell);
    }

    /** Makes drivers and routers look. */
    private Uni<Void> tell(@Nullable Backend backend) {
        return backend == null
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery("SELECT pg_notify($1, $3), pg_notify($2, '')")
                        .execute(Tuple.of(schema + ".backend_work", schema + ".job_waiting", backend.id())).replaceWithVoid();
    }

    /** The backend as it is now, or null where the lease is another's. */
    public Uni<@Nullable Backend> leased(String id, UUID lease) {
        return pool.preparedQuery("SELECT * FROM backend WHERE id = $1 AND leased_by = $2").execute(Tuple.of(id, lease))
                .map(BackendStore::first);
    }

    public Uni<Void> state(String id, UUID lease, BackendState state, @Nullable String reason) {
        return pool.preparedQuery("""
                UPDATE backend SET state = $3, state_reason = $4,
                    state_since = CASE WHEN state = $3 THEN state_since ELSE now() END
                WHERE id = $1 AND leased_by = $2 RETURNING *""").execute(Tuple.of(id, lease, state.name(), reason))
                .map(BackendStore::first).call(this::tell).replaceWithVoid();
    }

    /** Connected: what it says of itself. A new process has nothing in memory. */
    public Uni<Void> met(String id, UUID lease, ComfyHost host, boolean newProcess) {
        return pool.preparedQuery("""
                UPDATE backend SET version = $3, device = $4, memory = $5, seen_at = now(),
                    loaded_models = CASE WHEN $6 THEN '{}' ELSE loaded_models END
                WHERE id = $1 AND leased_by = $2""")
                .execute(Tuple.of(id, lease, host.version(), host.device(), host.memory(), newProcess)).replaceWithVoid();
    }

    /** What its latest run left in memory. */
    public Uni<Void> loaded(String id, UUID lease, List<String> models) {
        return pool.preparedQuery("UPDATE backend SET loaded_models = $3 WHERE id = $1 AND leased_by = $2 AND loaded_models <> $3")
                .execute(Tuple.of(id, lease, models.toArray(String[]::new))).replaceWithVoid();
    }

    /** Frees its memory between two runs, and with it what was thought to be loaded. */
    public Uni<Void> unloaded(String id) {
        return pool.preparedQuery("UPDATE backend SET loaded_models = '{}' WHERE id = $1").execute(Tuple.of(id)).replaceWithVoid();
    }

    private static @Nullable Backend first(RowSet<Row> rows) {
        var all = rows.iterator();
        return all.hasNext() ? Backend.of(all.next()) : null;
    }
}
