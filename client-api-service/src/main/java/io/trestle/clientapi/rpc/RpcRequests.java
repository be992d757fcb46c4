package io.trestle.clientapi.rpc;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeasedTable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** The calls, as rows. */
@ApplicationScoped
class RpcRequests {

    static final LeasedTable TABLE = new LeasedTable("rpc_request", "id", "rpc_request");
    /** Payload: the id of a call that its client no longer wants. */
    static final String CANCELLATIONS = "rpc_cancel";

    private static final String ADD = """
            WITH added AS (
                INSERT INTO rpc_request (id, client_id, tenant, operator, method, params, state, created_at, next_attempt_at)
                SELECT $1, $2, $3, $4, $5, $6, 'RUNNING', now(), now()
                WHERE (SELECT count(*) FROM rpc_request WHERE tenant = $3 AND state = 'RUNNING') < $7
                RETURNING id)
            SELECT pg_notify(current_schema() || '.rpc_request', id::text) FROM added""";

    private static final String CANCEL = """
            WITH cancelled AS (
                UPDATE rpc_request SET cancel_requested = cancel_requested OR state = 'RUNNING' WHERE id = $1 AND tenant = $2 RETURNING id, state)
            SELECT state, pg_notify(current_schema() || '.rpc_cancel', id::text) FROM cancelled""";

    private static final String READ = """
            SELECT tenant, operator, method, params, checkpoint, cancel_requested FROM rpc_request
            WHERE id = $1 AND leased_by = $2 AND state = 'RUNNING'""";

    private final Pool pool;
    private final ObjectMapper mapper;

    RpcRequests(Pool pool, ObjectMapper mapper) {
        this.pool = pool;
        this.mapper = mapper;
    }

    /** @return whether it was accepted; not where the tenant runs this many already */
    Uni<Boolean> add(UUID id, UUID client, Caller caller, String method, JsonNode parameters, int limit) {
        var values = Tuple.tuple().addUUID(id).addUUID(client).addString(caller.tenant()).addBoolean(caller.isOperator())
                .addString(method).addString(parameters.toString()).addInteger(limit);
        return pool.preparedQuery(ADD).execute(values).map(rows -> rows.size() == 1);
    }

    /** @return the state that the call had, null where the tenant has no such call */
    Uni<String> cancel(UUID id, String tenant) {
        return pool.preparedQuery(CANCEL).execute(Tuple.of(id, tenant))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getString("state"));
    }

    /** Which of these their clients no longer want. */
    Uni<List<UUID>> cancelled(Collection<UUID> running) {
        return pool.preparedQuery("SELECT id FROM rpc_request WHERE id = ANY($1) AND cancel_requested")
                .execute(Tuple.of(running.toArray(UUID[]::new)))
                .map(rows -> rows.stream().map(row -> row.getUUID("id")).toList());
    }

    /** @return the leased call, null where it has ended or another replica has it */
    Uni<RpcRun> read(Lease lease) {
        var id = UUID.fromString(lease.id());
        return pool.preparedQuery(READ).execute(Tuple.of(id, lease.token()))
                .map(rows -> rows.size() == 0 ? null : run(id, lease, rows.iterator().next()));
    }

    private RpcRun run(UUID id, Lease lease, Row row) {
        var groups = row.getBoolean("operator") ? Set.of(Caller.USER, Caller.OPERATOR) : Set.of(Caller.USER);
        var checkpoint = row.getString("checkpoint");
        return new RpcRun(id, lease.token(), lease.attempts(), new Caller(row.getString("tenant"), groups), row.getString("method"),
                json(row.getString("params")), checkpoint == null ? null : json(checkpoint), row.getBoolean("cancel_requested"));
    }

    private JsonNode json(String stored) {
        try {
            return mapper.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored call is not JSON", e);
        }
    }
}
