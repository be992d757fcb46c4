package io.trestle.clientapi.rpc;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Adds frames to a client's sequence, and reads them back. */
@ApplicationScoped
class RpcFrames {

    /** Payload: the client's id. */
    static final String CHANNEL = "rpc_frame";

    /** Another replica has taken the call over, or it has ended: nothing of this one counts any more. */
    static final class LeaseLostException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LeaseLostException(UUID request) {
            super("The lease on call " + request + " has passed to another replica", null, false, false);
        }
    }

    // One statement, so that frames, their numbers, the checkpoint and the call's state commit together in one round trip.
    private static final String APPEND = """
            WITH call AS (
                UPDATE rpc_request SET checkpoint = $3, state = $4, ended_at = CASE WHEN $4 = 'RUNNING' THEN NULL ELSE now() END
                WHERE id = $1 AND leased_by = $2 AND state = 'RUNNING' RETURNING client_id
            ), client AS (
                UPDATE rpc_client c SET last_seq = c.last_seq + cardinality($5::text[]) FROM call WHERE c.id = call.client_id
                RETURNING c.id, c.last_seq
            ), added AS (
                INSERT INTO rpc_frame (client_id, seq, frame, created_at)
                SELECT client.id, client.last_seq - cardinality($5::text[]) + n, frame, now()
                FROM client, unnest($5::text[]) WITH ORDINALITY AS f (frame, n)
            )
            SELECT pg_notify(current_schema() || '.rpc_frame', id::text) FROM client""";

    private static final String AFTER = "SELECT seq, frame FROM rpc_frame WHERE client_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

    private final Pool pool;

    RpcFrames(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> append(RpcRun run, List<String> frames, @Nullable JsonNode checkpoint) {
        return write(run, frames, checkpoint, "RUNNING");
    }

    /** Ends the call: the one frame that says so, and the state beside it. */
    Uni<Void> finish(RpcRun run, String frame, String state) {
        return write(run, List.of(frame), run.checkpoint(), state);
    }

    /** The next frames of a client, oldest first. */
    Uni<List<Frame>> after(UUID client, long seq, int limit) {
        return pool.preparedQuery(AFTER).execute(Tuple.of(client, seq, limit))
                .map(rows -> rows.stream().map(row -> new Frame(row.getLong("seq"), row.getString("frame"))).toList());
    }

    private Uni<Void> write(RpcRun run, List<String> frames, @Nullable JsonNode checkpoint, String state) {
        var values = Tuple.tuple().addUUID(run.id()).addUUID(run.token())
                .addString(checkpoint == null ? null : checkpoint.toString())
                .addString(state)
                .addArrayOfString(frames.toArray(String[]::new));
        return pool.preparedQuery(APPEND).execute(values).invoke(rows -> {
            if (rows.size() == 0) {
                throw new LeaseLostException(run.id());
            }
        }).replaceWithVoid();
    }
}
