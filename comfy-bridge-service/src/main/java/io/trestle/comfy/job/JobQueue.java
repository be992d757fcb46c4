package io.trestle.comfy.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.ledger.Effect;
import io.trestle.comfy.ledger.JobEvents;
import io.trestle.comfy.ledger.JobLedger;
import io.trestle.comfy.ledger.LedgerTransaction;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** How jobs come into the table. */
@ApplicationScoped
class JobQueue {

    private static final int SHARDS = 16;

    private final Pool pool;
    private final JobLedger ledger;
    private final JobEvents events;
    private final Backlog backlog;
    private final JobConfig config;
    /** One of this replica: a transaction never waits for two. */
    private final int shard = ThreadLocalRandom.current().nextInt(SHARDS);

    JobQueue(Pool pool, JobLedger ledger, JobEvents events, Backlog backlog, JobConfig config) {
        this.pool = pool;
        this.ledger = ledger;
        this.events = events;
        this.backlog = backlog;
        this.config = config;
    }

    /** Queues a job; one whose id is known is left as it is. Fails with {@code QUEUE_FULL}. */
    Uni<Job> add(NewJob job) {
        return write(job, tx -> add(tx, job));
    }

    /** The same for a job that somebody may have canceled before it came: that one ends at once. */
    Uni<Job> addCommanded(NewJob job) {
        return write(job, tx -> add(tx, job).chain(added -> canceledEarly(tx, added)));
    }

    private Uni<Job> write(NewJob job, Function<LedgerTransaction, Uni<Job>> change) {
        return backlog.admits()
                .chain(admitted -> admitted
                        ? ledger.write(Effect.QUEUES, change).onTermination().invoke(backlog::written)
                        : known(pool, job.id()))
                .onItem().ifNull().failWith(() -> new ProblemException(ProblemType.QUEUE_FULL,
                        config.queueLimit() + " jobs are waiting already").retryAfter(config.queueRetryAfter()));
    }

    private Uni<Job> add(LedgerTransaction tx, NewJob job) {
        var fingerprint = fingerprint(job);
        var leader = job.reuse() ? follow(tx.connection(), fingerprint) : Uni.createFrom().<@Nullable Job>nullItem();
        return leader.chain(found -> insert(tx, job, fingerprint, found)
                .chain(inserted -> inserted == null
                        ? known(tx.connection(), job.id())
                        : found != null && found.state() == JobState.SUCCEEDED
                                ? tx.settle(found).chain(() -> known(tx.connection(), job.id()))
                                : Uni.createFrom().item(inserted)));
    }

    /** One statement: the job is inserted and the run is counted, in a shard that few other replicas wait for. */
    private Uni<@Nullable Job> insert(LedgerTransaction tx, NewJob job, String fingerprint, @Nullable Job leader) {
        var values = Tuple.tuple(Arrays.<@Nullable Object>asList(job.id(), job.tenant(), job.clientId(), job.workflow(),
                job.graph().encode(), job.models().toArray(String[]::new), InputContent.json(job.files()), job.priority(),
                time(job.deadline()), job.webhook(), fingerprint, leader == null ? null : leader.id(), shard));
        return tx
                .change("""
                        WITH added AS (
                            INSERT INTO job (id, tenant, client_id, workflow, graph, models, files, priority, deadline, webhook, fingerprint, follows)
                            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING *),
                        counted AS (UPDATE generation_count SET count = count + 1 WHERE shard = $13::int AND EXISTS (SELECT FROM added))
                        SELECT * FROM added""",
                        values, added -> List.of(events.queued(added)))
                .map(added -> added.isEmpty() ? null : added.get(0));
    }

    private static Uni<@Nullable Job> known(SqlClient client, String id) {
        return client.preparedQuery("SELECT * FROM job WHERE id = $1").execute(Tuple.of(id)).map(JobStore::first);
    }

    /** Marks and locks an identical run, so that it does not end before the one that follows it is there. */
    private static Uni<@Nullable Job> follow(SqlClient tx, String fingerprint) {
        return tx.preparedQuery("""
                UPDATE job SET followed = true WHERE state NOT IN ('FAILED', 'CANCELED') AND id = (
                    SELECT id FROM job WHERE fingerprint = $1 AND follows IS NULL AND state NOT IN ('FAILED', 'CANCELED')
                    ORDER BY seq DESC LIMIT 1) RETURNING *""").execute(Tuple.of(fingerprint)).map(JobStore::first);
    }

    private Uni<Job> canceledEarly(LedgerTransaction tx, Job job) {
        return tx.connection().preparedQuery("DELETE FROM early_cancel WHERE job_id = $1").execute(Tuple.of(job.id()))
                .chain(deleted -> deleted.rowCount() == 0
                        ? Uni.createFrom().item(job)
                        : tx
                                .change(JobStore.CANCEL, Tuple.of(job.id(), "REQUESTED"),
                                        canceled -> List.of(events.canceled(canceled)))
                                .map(canceled -> canceled.isEmpty() ? job : canceled.get(0)));
    }

    /** Queues nothing: a command that is refused still gets its answer. */
    Uni<Void> refuse(String id, String tenant, String workflow, PredictionFailure failure, String detail) {
        return ledger.write(Effect.NONE, tx -> tx.change("""
                INSERT INTO job (id, tenant, workflow, graph, state, failure, failure_detail, ended_at)
                VALUES ($1, $2, $3, '{}', 'FAILED', $4, $5, now()) ON CONFLICT DO NOTHING RETURNING *""",
                Tuple.of(id, tenant, workflow, failure.name(), detail), job -> List.of(events.failed(job)))).replaceWithVoid();
    }

    /** Equal for what gives equal outputs, within a tenant. */
    private static String fingerprint(NewJob job) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : List.of(job.tenant(), job.graph().encode(), InputContent.json(job.files()).encode())) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
