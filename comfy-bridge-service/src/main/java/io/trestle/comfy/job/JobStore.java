package io.trestle.comfy.job;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.ledger.Effect;
import io.trestle.comfy.ledger.JobEvents;
import io.trestle.comfy.ledger.JobLedger;
import io.trestle.comfy.ledger.LedgerTransaction;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** The table of jobs: what callers ask of it. What drivers write is in {@link JobTransitions}. */
@ApplicationScoped
public class JobStore {

    static final String CANCEL = """
            UPDATE job SET cancel_cause = coalesce(cancel_cause, $2),
                state = CASE WHEN state = 'RUNNING' THEN state ELSE 'CANCELED' END,
                ended_at = CASE WHEN state = 'RUNNING' THEN NULL ELSE now() END
            WHERE id = $1 AND state IN ('WAITING', 'ASSIGNED', 'RUNNING') RETURNING *""";

    private final Pool pool;
    private final JobLedger ledger;
    private final JobEvents events;
    private final Backlog backlog;

    JobStore(Pool pool, JobLedger ledger, JobEvents events, Backlog backlog) {
        this.pool = pool;
        this.ledger = ledger;
        this.events = events;
        this.backlog = backlog;
    }

    public Uni<@Nullable Job> find(String id) {
        return pool.preparedQuery("SELECT * FROM job WHERE id = $1").execute(Tuple.of(id)).map(JobStore::first);
    }

    /** The newest job of a client id, or null. */
    public Uni<@Nullable Job> latest(String tenant, String clientId) {
        return pool.preparedQuery("SELECT * FROM job WHERE tenant = $1 AND client_id = $2 ORDER BY seq DESC LIMIT 1")
                .execute(Tuple.of(tenant, clientId)).map(JobStore::first);
    }

    /** Newest first. */
    public Uni<List<Job>> page(@Nullable String tenant, long before, int limit) {
        return pool.preparedQuery("SELECT * FROM job WHERE ($1::text IS NULL OR tenant = $1) AND seq < $2 ORDER BY seq DESC LIMIT $3")
                .execute(Tuple.of(tenant, before, limit)).map(rows -> rows.stream().map(Job::of).toList());
    }

    /** Jobs that wait or run: exactly, as long as they are not very many. */
    public Uni<Long> open() {
        return backlog.open();
    }

    /** Runs that were ever asked for. */
    public Uni<Long> generations() {
        return number("SELECT coalesce(sum(count), 0)::bigint FROM generation_count");
    }

    private Uni<Long> number(String sql) {
        return pool.query(sql).execute().map(rows -> rows.iterator().next().getLong(0));
    }

    /** How many go before it, and for how long they are expected to run in all. */
    public Uni<Ahead> ahead(Job job) {
        return pool.preparedQuery("""
                SELECT count(*) AS jobs, coalesce(sum(expected_ms), 0)::bigint AS millis FROM job
                WHERE state = 'WAITING' AND follows IS NULL AND (priority > $1 OR priority = $1 AND seq < $2)""")
                .execute(Tuple.of(job.priority(), job.seq())).map(rows -> {
                    var row = rows.iterator().next();
                    return new Ahead(row.getLong("jobs"), row.getLong("millis"));
                });
    }

    /** What goes before a waiting job. */
    public record Ahead(long jobs, long millis) {
    }

    /**
     * Ends a job that has not been sent; asks the driver to end one that has. Without effect on one that has ended.
     *
     * @return the job as it is now, or null
     */
    public Uni<@Nullable Job> cancel(String id, String cause) {
        return ledger.write(Effect.FREES, tx -> cancel(tx, id, cause));
    }

    private Uni<@Nullable Job> cancel(LedgerTransaction tx, String id, String cause) {
        return tx.change(CANCEL, Tuple.of(id, cause),
                job -> job.state() == JobState.CANCELED ? List.of(events.canceled(job)) : List.of())
                .map(changed -> changed.isEmpty() ? null : changed.get(0));
    }

    /** Remembers a cancel that came before its job. */
    public Uni<Void> cancelOrRemember(String id) {
        return ledger.write(Effect.FREES, tx -> cancel(tx, id, "REQUESTED").chain(job -> job != null
                ? Uni.createFrom().voidItem()
                : tx.connection().preparedQuery("""
                        INSERT INTO early_cancel (job_id) SELECT $1 WHERE NOT EXISTS (SELECT FROM job WHERE id = $1)
                        ON CONFLICT DO NOTHING""").execute(Tuple.of(id)).replaceWithVoid()));
    }

    /** The client id has its results. */
    public Uni<Void> delivered(String id) {
        return pool.preparedQuery("UPDATE job SET delivered = true WHERE id = $1").execute(Tuple.of(id)).replaceWithVoid();
    }

    static @Nullable Job first(RowSet<Row> rows) {
        var all = rows.iterator();
        return all.hasNext() ? Job.of(all.next()) : null;
    }
}
