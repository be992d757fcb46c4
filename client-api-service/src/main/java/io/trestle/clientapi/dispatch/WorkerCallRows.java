package io.trestle.clientapi.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.PredictionState;
import io.trestle.clientapi.tunnel.TunnelStatus;
import io.trestle.clientapi.tunnel.TunnelView;
import io.trestle.clientapi.tunnel.Tunnels;
import io.trestle.runtime.secret.Sealed;
import io.trestle.runtime.secret.SecretBox;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads what a call needs. */
@ApplicationScoped
class WorkerCallRows {

    private static final String READ = """
            SELECT p.id, p.tenant, p.model_id, p.state, p.input, p.sealed_input_key_id, p.sealed_input, p.traceparent, p.created_at,
                c.requested_at, p.sent_at IS NOT NULL AS sent, p.cancel_requested_at IS NOT NULL AS cancel
            FROM prediction_call c JOIN prediction p ON p.id = c.prediction_id WHERE c.prediction_id = $1""";

    private final Pool pool;
    private final Tunnels tunnels;
    private final SecretBox secrets;

    WorkerCallRows(Pool pool, Tunnels tunnels, SecretBox secrets) {
        this.pool = pool;
        this.tunnels = tunnels;
        this.secrets = secrets;
    }

    /** @return a null item where the prediction is gone */
    Uni<WorkerCall> read(String id) {
        return pool.preparedQuery(READ).execute(Tuple.of(id)).chain(rows -> {
            var iterator = rows.iterator();
            if (!iterator.hasNext()) {
                return Uni.createFrom().nullItem();
            }
            var row = iterator.next();
            return Panache.withSession(() -> tunnels.find(row.getString("model_id"))).map(tunnel -> call(row, tunnel));
        });
    }

    private WorkerCall call(Row row, @Nullable TunnelView tunnel) {
        return new WorkerCall(row.getString("id"), row.getString("tenant"), row.getString("model_id"),
                PredictionState.valueOf(row.getString("state")), input(row), row.getString("traceparent"),
                row.getOffsetDateTime("created_at").toInstant(), row.getOffsetDateTime("requested_at").toInstant(), row.getBoolean("sent"),
                row.getBoolean("cancel"), standing(tunnel));
    }

    private String input(Row row) {
        var sealed = row.getBuffer("sealed_input");
        return sealed == null
                ? row.getString("input")
                : new String(secrets.open(row.getString("id"), new Sealed(row.getString("sealed_input_key_id"), sealed.getBytes())), UTF_8);
    }

    private static @Nullable String standing(@Nullable TunnelView tunnel) {
        return tunnel == null || (tunnel.status() != TunnelStatus.READY && tunnel.status() != TunnelStatus.ROTATING)
                ? null
                : tunnel.hostname();
    }
}
