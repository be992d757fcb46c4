package io.trestle.comfy.job;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.runtime.outbox.Outbox;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** The table of jobs: what callers ask of it. What drivers write is in {@link JobTransitions}. */
@ApplicationScoped
public class JobStore {

    private final Pool pool;
    private final Outbox outbox;
    private final JobEvents events;

    JobStore(Pool pool, Outbox outbox, JobEvents events) {
        this.pool = pool;
        this.outbox = outbox;
        this.events = events;
    }

    /** Queues a job; one whose id is known is left as it is, one that was canceled before it came ends at once. */
    public Uni<Job> add(NewJob job) {
        return pool.withTransaction(tx -> insert(tx, job)
                .chain(inserted -> inserted == null
                        ? one(tx, job.id())
                        : outbox.append(tx, List.of(events.queued(inserted)))
                                .chain(() -> count(tx))
                                .chain(() -> canceledEarly(tx, inserted))));
    }

    private static Uni<@Nullable Job> insert(SqlConnection tx, NewJob job) {
        return tx.preparedQuery("""
                INSERT INTO job (id, tenant, client_id, workflow, graph, models, files, priority, deadline)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING *""")
                .execute(Tuple.tuple(java.util.Arrays.asList(job.id(), job.tenant(), job.clientId(), job.workflow(), job.graph().encode(),
                        job.models().toArray(String[]::new), InputContent.json(job.files()), job.priority(), time(job.deadline()))))
                .map(JobStore::first);
    }

    /** A shard of its own for most callers, so that they do not wait for one another. */
    private static Uni<Void> count(SqlConnection tx) {
        return tx.preparedQuery("UPDATE generation_count SET count = count + 1 WHERE shard = $1")
                .execute(Tuple.of(ThreadLocalRandom.current().nextInt(16))).replaceWithVoid();
    }

    private Uni<Job> canceledEarly(SqlConnection tx, Job job) {
        return tx.preparedQuery("DELETE FROM early_cancel WHERE job_id = $1").execute(Tuple.of(job.id()))
                .chain(deleted -> deleted.rowCount() == 0
                        ? Uni.createFrom().item(job)
                        : cancel(tx, job.id(), "REQUESTED").map(now -> now == null ? job : now));
    }

    /** Queues nothing: a command that is refused still gets its answer. */
    public Uni<Void> refuse(NewJob job, String failure, String detail) {
        return pool.withTransaction(tx -> tx.preparedQuery("""
                INSERT INTO job (id, tenant, workflow, graph, state, failure, failure_detail, ended_at)
                VALUES ($1, $2, $3, '{}', 'FAILED', $4, $5, now()) ON CONFLICT DO NOTHING RETURNING *""")
                .execute(Tuple.of(job.id(), job.tenant(), job.workflow(), failure, detail))
                .map(JobStore::first)
                .chain(refused -> refused == null
                        ? Uni.createFrom().voidItem()
                        : outbox.append(tx, List.of(events.failed(refused)))));
    }

    public Uni<@Nullable Job> find(String id) {
        return pool.preparedQuery("SELECT * FROM job WHERE id = $1").execute(Tuple.of(id)).map(JobStore::first);
    }

    private static Uni<Job> one(SqlConnection tx, String id) {
        return tx.preparedQuery("SELECT * FROM job WHERE id = $1").execute(Tuple.of(id)).map(rows -> Job.of(rows.iterator().next()));
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

    /** Jobs that wait or run. */
    public Uni<Long> open() {
        return number("SELECT count(*) FROM job WHERE state IN ('WAITING', 'ASSIGNED', 'RUNNING')");
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
                WHERE state = 'WAITING' AND (priority > $1 OR priority = $1 AND seq < $2)""")
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
        return pool.withTransaction(tx -> cancel(tx, id, cause));
    }

    private Uni<@Nullable Job> cancel(SqlConnection tx, String id, String cause) {
        return tx.preparedQuery("""
                UPDATE job SET cancel_cause = coalesce(cancel_cause, $2),
                    state = CASE WHEN state = 'RUNNING' THEN state ELSE 'CANCELED' END,
                    ended_at = CASE WHEN state = 'RUNNING' THEN NULL ELSE now() END
                WHERE id = $1 AND state IN ('WAITING', 'ASSIGNED', 'RUNNING') RETURNING *""")
                .execute(Tuple.of(id, cause)).map(JobStore::first)
                .call(job -> job == null || job.state() != JobState.CANCELED
                        ? Uni.createFrom().voidItem()
                        : outbox.append(tx, List.of(events.canceled(job))));
    }

    /** Remembers a cancel that came before its job. */
    public Uni<Void> cancelOrRemember(String id) {
        return pool.withTransaction(tx -> cancel(tx, id, "REQUESTED").chain(job -> job != null
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery("""
                        INSERT INTO early_cancel (job_id) SELECT $1 WHERE NOT EXISTS (SELECT FROM job WHERE id = $1)
                        ON CONFLICT DO NOTHING""").execute(Tuple.of(id)).replaceWithVoid()));
    }

    /** The client id has its results. */
    public Uni<Void> delivered(String id) {
        return pool.preparedQuery("UPDATE job SET delivered = true WHERE id = $1").execute(Tuple.of(id)).replaceWithVoid();
    }

    /** Changes rows of jobs in a transaction and tells of each. */
    Uni<List<Job>> change(String sql, Tuple values, Function<Job, List<PredictionEvent>> telling) {
        return pool.withTransaction(tx -> tx.preparedQuery(sql).execute(values)
                .map(rows -> rows.stream().map(Job::of).toList())
                .call(jobs -> {
                    var told = jobs.stream().map(telling).flatMap(List::stream).toList();
                    return told.isEmpty() ? Uni.createFrom().voidItem() : outbox.append(tx, told);
                }));
    }

    static @Nullable Job first(RowSet<Row> rows) {
        var all = rows.iterator();
        return all.hasNext() ? Job.of(all.next()) : null;
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
