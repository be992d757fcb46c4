package io.trestle.clientapi.rpc;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Who listens. A client is known for as long as a socket of its is open, and some time after that. */
@ApplicationScoped
class RpcClients {

    /**
     * An open socket's client.
     *
     * @param seq the client has all frames up to here
     * @param resumed whether the client goes on where it stopped; else everything it had asked for is lost to it
     */
    record Opened(UUID id, long seq, boolean resumed) {
    }

    private static final String OPEN = "INSERT INTO rpc_client (id, tenant, opened_at, seen_at) VALUES ($1, $2, now(), now())";
    private static final String RETURN = """
            UPDATE rpc_client SET seen_at = now() WHERE id = $1 AND tenant = $2 AND $3 BETWEEN 0 AND last_seq""";
    // A client that missed frames which are no longer kept cannot go on: it would never know what it missed. A statement of its own, behind
    // the update: that one may have waited for frames being written, which its snapshot would not show beside the new last_seq.
    private static final String KEPT = """
            SELECT c.last_seq = $2 OR EXISTS (SELECT 1 FROM rpc_frame f WHERE f.client_id = c.id AND f.seq = $2 + 1) AS kept
            FROM rpc_client c WHERE c.id = $1""";
    private static final String FORGET_FRAMES = "DELETE FROM rpc_frame WHERE created_at < now() - make_interval(secs => $1)";
    private static final String FORGET_CLIENTS = """
            DELETE FROM rpc_client c WHERE c.seen_at < now() - make_interval(secs => $1)
              AND NOT EXISTS (SELECT 1 FROM rpc_request r WHERE r.client_id = c.id AND r.state = 'RUNNING')""";

    private final Pool pool;

    RpcClients(Pool pool) {
        this.pool = pool;
    }

    /** @param wanted the client that comes back; a new one where it is null, unknown, somebody else's, or behind what is kept */
    Uni<Opened> open(String tenant, @Nullable UUID wanted, long seq) {
        if (wanted == null) {
            return create(tenant);
        }
        return pool.preparedQuery(RETURN).execute(Tuple.of(wanted, tenant, seq))
                .chain(rows -> rows.rowCount() == 1 ? keeps(wanted, seq) : Uni.createFrom().item(false))
                .chain(kept -> kept ? Uni.createFrom().item(new Opened(wanted, seq, true)) : create(tenant));
    }

    private Uni<Boolean> keeps(UUID client, long seq) {
        return pool.preparedQuery(KEPT).execute(Tuple.of(client, seq))
                .map(rows -> rows.size() == 1 && rows.iterator().next().getBoolean("kept"));
    }

    Uni<Boolean> knows(UUID client, String tenant) {
        return pool.preparedQuery("SELECT 1 FROM rpc_client WHERE id = $1 AND tenant = $2").execute(Tuple.of(client, tenant))
                .map(rows -> rows.size() == 1);
    }

    Uni<Void> seen(Collection<UUID> clients) {
        return pool.preparedQuery("UPDATE rpc_client SET seen_at = now() WHERE id = ANY($1)")
                .execute(Tuple.of(clients.toArray(UUID[]::new))).replaceWithVoid();
    }

    /** Forgets frames that are older than this, and clients that were not here for as long and wait for nothing. */
    Uni<Void> forget(Duration age) {
        var seconds = Tuple.of((double) age.toSeconds());
        return pool.preparedQuery(FORGET_FRAMES).execute(seconds)
                .chain(() -> pool.preparedQuery(FORGET_CLIENTS).execute(seconds)).replaceWithVoid();
    }

    private Uni<Opened> create(String tenant) {
        var id = UUID.randomUUID();
        return pool.preparedQuery(OPEN).execute(Tuple.of(id, tenant)).replaceWith(new Opened(id, 0, false));
    }
}
