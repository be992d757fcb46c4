package io.trestle.comfy.job;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.ledger.Effect;
import io.trestle.comfy.ledger.JobEvents;
import io.trestle.comfy.ledger.JobLedger;
import io.trestle.comfy.ledger.JobMetrics;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.model.prediction.PredictionFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * What the driver of a backend writes. Each change holds only while the driver has its lease and the job is in the attempt that the driver
 * means; otherwise it does nothing and says null.
 */
@ApplicationScoped
public class JobTransitions {

    private static final String LEASED = " AND EXISTS (SELECT FROM backend b WHERE b.id = job.backend_id AND b.leased_by = $2)";
    private static final String EXPIRED = """
            state IN ('WAITING', 'ASSIGNED') AND (deadline <= now() OR created_at <= now() - make_interval(secs => $1))
            OR state = 'RUNNING' AND deadline <= now()""";

    private final Pool pool;
    private final JobLedger ledger;
    private final JobEvents events;
    private final JobMetrics metrics;

    JobTransitions(Pool pool, JobLedger ledger, JobEvents events, JobMetrics metrics) {
        this.pool = pool;
        this.ledger = ledger;
        this.events = events;
        this.metrics = metrics;
    }

    /** The jobs that a backend has, assigned or running, in the order in which they are to run. */
    public Uni<List<Job>> of(String backendId) {
        return pool.preparedQuery("""
                SELECT * FROM job WHERE backend_id = $1 AND state IN ('ASSIGNED', 'RUNNING') ORDER BY priority DESC, seq""")
                .execute(Tuple.of(backendId)).map(rows -> rows.stream().map(Job::of).toList());
    }

    /** The intent to send: from here on the job may be at the backend under this prompt id. */
    public Uni<@Nullable Job> begin(String jobId, UUID lease, String promptId) {
        return change(Effect.NONE,
                """
                        UPDATE job SET state = 'RUNNING', prompt_id = $3, attempt = attempt + 1, started_at = now(), percent = 0, stage = NULL, outputs = '[]'
                        WHERE id = $1 AND state = 'ASSIGNED'"""
                        + LEASED + " RETURNING *",
                job -> List.of(events.started(job)), jobId, lease, promptId)
                .invoke(job -> {
                    if (job != null) {
                        metrics.waited(job);
                    }
                });
    }

    public Uni<@Nullable Job> progress(Job job, UUID lease, double percent, @Nullable String stage) {
        return change(Effect.NONE,
                "UPDATE job SET percent = greatest(percent, $4), stage = $5 WHERE id = $1 AND state = 'RUNNING' AND prompt_id = $3"
                        + LEASED + " RETURNING *",
                now -> List.of(events.progressed(now)), job.id(), lease, job.promptId(), percent, stage);
    }

    /** An output is there while the run goes on. */
    public Uni<@Nullable Job> produced(Job job, UUID lease, JobOutput output) {
        return change(Effect.NONE, "UPDATE job SET outputs = outputs || $4 WHERE id = $1 AND state = 'RUNNING' AND prompt_id = $3" + LEASED
                + " RETURNING *", now -> List.of(events.produced(now, now.outputs().size() - 1, output)), job.id(), lease, job.promptId(),
                JobOutput.json(List.of(output)));
    }

    /** @param reused whether the outputs are those of an earlier run */
    public Uni<@Nullable Job> succeed(Job job, UUID lease, List<JobOutput> outputs, boolean reused) {
        return change(Effect.FREES,
                "UPDATE job SET state = 'SUCCEEDED', outputs = $4, reused = $5, percent = 100, ended_at = now() WHERE id = $1 AND state = 'RUNNING'"
                        + " AND prompt_id = $3" + LEASED + " RETURNING *",
                now -> List.of(events.succeeded(now)), job.id(), lease, job.promptId(), JobOutput.json(outputs), reused)
                .invoke(ended -> {
                    if (ended != null) {
                        metrics.ran(ended);
                    }
                });
    }

    public Uni<@Nullable Job> fail(Job job, UUID lease, PredictionFailure reason, String detail) {
        return change(Effect.FREES, "UPDATE job SET state = 'FAILED', failure = $4, failure_detail = $5, ended_at = now() WHERE id = $1"
                + " AND state = 'RUNNING' AND prompt_id = $3" + LEASED + " RETURNING *",
                now -> List.of(events.failed(now)), job.id(), lease, job.promptId(), reason.name(), detail);
    }

    /** @param otherwise the cause where nobody asked us */
    public Uni<@Nullable Job> canceled(Job job, UUID lease, String otherwise) {
        return change(Effect.FREES,
                "UPDATE job SET state = 'CANCELED', cancel_cause = coalesce(cancel_cause, $4), ended_at = now() WHERE id = $1"
                        + " AND state = 'RUNNING' AND prompt_id = $3" + LEASED + " RETURNING *",
                now -> List.of(events.canceled(now)), job.id(), lease, job.promptId(), otherwise);
    }

    /**
     * Back into the queue, in its old place; where somebody wants it to end, it ends instead.
     *
     * @param lost whether the attempt ended with its backend
     * @param needsMemory what the next backend must have at least, in bytes
     * @param busted whether it runs again because its cached file was gone
     */
    public Uni<@Nullable Job> requeue(Job job, UUID lease, PredictionFailure reason, String detail, boolean lost, boolean memoryTrouble,
            long needsMemory, boolean busted) {
        var backend = String.valueOf(job.backendId());
        return change(Effect.FREES, "UPDATE job SET state = CASE WHEN cancel_cause IS NULL THEN 'WAITING' ELSE 'CANCELED' END,"
                + " ended_at = CASE WHEN cancel_cause IS NULL THEN NULL ELSE now() END, prompt_id = NULL, lost = lost + $4, memory_trouble = memory_trouble + $5,"
                + " needs_memory = greatest(needs_memory, $6), busted = busted OR $7, decision = NULL WHERE id = $1 AND state = 'RUNNING'"
                + " AND prompt_id = $3" + LEASED + " RETURNING *",
                now -> List.of(now.state() == JobState.CANCELED ? events.canceled(now) : events.requeued(now, backend, reason, detail)),
                job.id(), lease, job.promptId(), lost ? 1 : 0,
                memoryTrouble ? 1 : 0, needsMemory, busted);
    }

    /** Gives back what was assigned and not sent. */
    public Uni<Void> unassign(String backendId) {
        return ledger.write(Effect.FREES, tx -> tx.change(
                "UPDATE job SET state = 'WAITING', decision = NULL WHERE backend_id = $1 AND state = 'ASSIGNED' RETURNING *",
                Tuple.of(backendId), job -> List.of())).replaceWithVoid();
    }

    /** Ends what its deadline has passed, or what nobody could take for too long. */
    public Uni<List<Job>> expire(double longestWaitSeconds) {
        return pool.preparedQuery("SELECT id FROM job WHERE " + EXPIRED).execute(Tuple.of(longestWaitSeconds))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(List.of())
                        : expire(longestWaitSeconds, rows.stream().map(row -> row.getString("id")).toArray(String[]::new)));
    }

    private Uni<List<Job>> expire(double longestWaitSeconds, String[] ids) {
        return ledger.write(Effect.FREES, tx -> tx.change("""
                UPDATE job SET state = 'FAILED', ended_at = now(),
                    failure = CASE WHEN deadline <= now() THEN 'DEADLINE_EXCEEDED' ELSE 'NO_BACKEND' END,
                    failure_detail = CASE WHEN deadline <= now() THEN 'The deadline came before the end'
                                          ELSE 'No backend could take it in time' END
                WHERE id = ANY($2) AND (""" + EXPIRED + ") RETURNING *", Tuple.of(longestWaitSeconds, ids),
                job -> List.of(events.failed(job))));
    }

    private Uni<@Nullable Job> change(Effect effect, String sql, Function<Job, List<PredictionEvent>> telling, @Nullable Object... values) {
        return ledger.write(effect, tx -> tx.change(sql, Tuple.tuple(Arrays.asList(values)), telling))
                .map(changed -> changed.isEmpty() ? null : changed.get(0));
    }
}
