package io.trestle.comfy.jobapi;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** The job that a key stands for, chosen before the job is queued: the same key is the same job. */
@ApplicationScoped
class IdempotencyKeys {

    private final Pool pool;

    IdempotencyKeys(Pool pool) {
        this.pool = pool;
    }

    /** @return the job id of the key, which is the one given where the key is new */
    Uni<String> jobOf(String tenant, String key, String requestHash, String freshId) {
        return pool.preparedQuery("""
                INSERT INTO idempotency (tenant, key, request_hash, job_id) VALUES ($1, $2, $3, $4)
                ON CONFLICT (tenant, key) DO UPDATE SET created_at = idempotency.created_at RETURNING request_hash, job_id""")
                .execute(Tuple.of(tenant, key, requestHash, freshId)).map(rows -> {
                    var row = rows.iterator().next();
                    if (!row.getString("request_hash").equals(requestHash)) {
                        throw new ProblemException(ProblemType.IDEMPOTENCY_CONFLICT, "This Idempotency-Key stands for another request");
                    }
                    return row.getString("job_id");
                });
    }
}
