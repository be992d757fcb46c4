package io.trestle.comfy.job;

import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.runtime.outbox.Outbox;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Changes of jobs and what follows from each: its events, and the end of those that wait for its outputs. One transaction. */
@ApplicationScoped
class JobWriting {

    private final Pool pool;
    private final Outbox outbox;
    private final JobEvents events;
    private final JobMetrics metrics;
    private final String waiting;

    JobWriting(Pool pool, Outbox outbox, JobEvents events, JobMetrics metrics,
            @ConfigProperty(name = "trestle.database.role") String schema) {
        this.pool = pool;
        this.outbox = outbox;
        this.events = events;
        this.metrics = metrics;
        this.waiting = schema + ".job_waiting";
    }

    /** @param sql changes jobs and returns them whole */
    Uni<List<Job>> change(String sql, Tuple values, Function<Job, List<PredictionEvent>> telling) {
        return pool.withTransaction(tx -> change(tx, sql, values, telling));
    }

    Uni<List<Job>> change(SqlConnection tx, String sql, Tuple values, Function<Job, List<PredictionEvent>> telling) {
        return tx.preparedQuery(sql).execute(values)
                .map(rows -> rows.stream().map(Job::of).toList())
                .call(jobs -> append(tx, jobs.stream().map(telling).flatMap(List::stream).toList()))
                .call(jobs -> Multi.createFrom().iterable(jobs).filter(job -> job.followed() && job.state().isEnd())
                        .onItem().transformToUniAndConcatenate(job -> settle(tx, job)).collect().last());
    }

    private Uni<Void> append(SqlConnection tx, List<PredictionEvent> told) {
        metrics.count(told);
        return told.isEmpty() ? Uni.createFrom().voidItem() : outbox.append(tx, told);
    }

    /** Those that wait for this one's outputs take them over; where there are none, each runs by itself. */
    Uni<Void> settle(SqlConnection tx, Job leader) {
        if (leader.state() == JobState.SUCCEEDED) {
            return change(tx, """
                    UPDATE job SET state = 'SUCCEEDED', outputs = $2, backend_id = $3, percent = 100, reused = true, ended_at = now()
                    WHERE follows = $1 AND state = 'WAITING' RETURNING *""",
                    Tuple.of(leader.id(), JobOutput.json(leader.outputs()), leader.backendId()),
                    job -> List.of(events.succeeded(job))).replaceWithVoid();
        }
        return tx.preparedQuery("UPDATE job SET follows = NULL WHERE follows = $1 AND state = 'WAITING'").execute(Tuple.of(leader.id()))
                .chain(freed -> freed.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery("SELECT pg_notify($1, '')").execute(Tuple.of(waiting)).replaceWithVoid());
    }
}
