package io.trestle.comfy.job;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Forgets jobs that ended long ago, with everything that was kept for them but their files, which nobody names any more then. */
@ApplicationScoped
class JobRetention {

    private static final Logger LOG = Logger.getLogger(JobRetention.class);
    /** In one statement, so that none holds its locks for long. */
    private static final int BATCH = 1000;

    private final Pool pool;
    private final JobConfig config;

    JobRetention(Pool pool, JobConfig config) {
        this.pool = pool;
        this.config = config;
    }

    @Scheduled(every = "${trestle.comfy.job.forget-every:10m}", delayed = "1m")
    Uni<Void> forget() {
        return forget(config.keepFor()).onFailure().invoke(failure -> LOG.warnf("Old jobs stay for now: %s", failure.getMessage()))
                .onFailure().recoverWithNull().replaceWithVoid();
    }

    /** @return how many jobs */
    Uni<Integer> forget(Duration age) {
        var seconds = Tuple.of((double) age.toSeconds());
        return batches(seconds, 0)
                .call(() -> pool.preparedQuery("DELETE FROM idempotency WHERE created_at < now() - make_interval(secs => $1)")
                        .execute(seconds))
                .call(() -> pool.preparedQuery("DELETE FROM early_cancel WHERE created_at < now() - make_interval(secs => $1)")
                        .execute(seconds))
                .call(() -> pool
                        .preparedQuery(
                                "DELETE FROM webhook WHERE next_attempt_at IS NULL AND created_at < now() - make_interval(secs => $1)")
                        .execute(seconds))
                .call(() -> pool.preparedQuery("""
                        DELETE FROM preview WHERE NOT EXISTS (SELECT FROM job WHERE id = job_id AND state = 'RUNNING')""").execute());
    }

    private Uni<Integer> batches(Tuple seconds, int before) {
        return pool.preparedQuery("""
                WITH old AS (DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state IN ('SUCCEEDED', 'FAILED', 'CANCELED')
                        AND ended_at < now() - make_interval(secs => $1) LIMIT\s""" + BATCH + """
                    ) RETURNING id), events AS (DELETE FROM job_event WHERE job_id IN (SELECT id FROM old)),
                    content AS (DELETE FROM job_content WHERE job_id IN (SELECT id FROM old))
                SELECT count(*) FROM old""").execute(seconds)
                .map(rows -> rows.iterator().next().getInteger(0))
                .chain(gone -> gone < BATCH ? Uni.createFrom().item(before + gone) : batches(seconds, before + gone));
    }
}
