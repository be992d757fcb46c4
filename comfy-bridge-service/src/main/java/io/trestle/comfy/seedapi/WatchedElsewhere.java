package io.trestle.comfy.seedapi;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.ledger.Replicas;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Which client ids have sockets at which replicas. A replica that has not been heard of for a while has none. */
@ApplicationScoped
class WatchedElsewhere {

    private static final Logger LOG = Logger.getLogger(WatchedElsewhere.class);

    private final Pool pool;
    private final Replicas replicas;

    WatchedElsewhere(Pool pool, Replicas replicas) {
        this.pool = pool;
        this.replicas = replicas;
    }

    /** The first socket here. */
    void arrived(String tenant, String clientId) {
        quietly(pool.preparedQuery("INSERT INTO watched (tenant, client_id, replica) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(tenant, clientId, replicas.self())).replaceWithVoid());
    }

    /** The last socket here has left. @return whether there are others elsewhere */
    Uni<Boolean> left(String tenant, String clientId) {
        return pool.preparedQuery("""
                WITH gone AS (DELETE FROM watched WHERE tenant = $1 AND client_id = $2 AND replica = $3)
                SELECT EXISTS (SELECT FROM watched w JOIN watching_replica r ON r.id = w.replica WHERE w.tenant = $1 AND w.client_id = $2
                    AND w.replica <> $3 AND r.seen_at > now() - make_interval(secs => $4)) AS elsewhere""")
                .execute(Tuple.of(tenant, clientId, replicas.self(), (double) replicas.gone().toSeconds()))
                .map(rows -> rows.iterator().next().getBoolean("elsewhere"));
    }

    private static void quietly(Uni<Void> work) {
        work.subscribe().with(done -> {
        }, failure -> LOG.debugf("Other replicas do not hear of a socket: %s", failure.getMessage()));
    }
}
