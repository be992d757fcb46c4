package io.trestle.comfy.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobOutput;
import io.trestle.comfy.job.JobState;
import io.trestle.comfy.watch.JobChange;
import io.trestle.model.prediction.PredictionEvent;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** What a change works with: the connection that it shares with other changes of the same transaction, and what the transaction tells. */
public final class LedgerTransaction {

    private final SqlConnection connection;
    private final JobEvents events;
    private final List<PredictionEvent> told = new ArrayList<>();
    private final List<Job> changed = new ArrayList<>();
    /** Jobs that wait again because the one that they followed came to nothing. */
    private boolean freed;

    LedgerTransaction(SqlConnection connection, JobEvents events) {
        this.connection = connection;
        this.events = events;
    }

    /** In the transaction. Statements are sent as they are asked for, and answered in that order, beside those of other changes. */
    public SqlConnection connection() {
        return connection;
    }

    /**
     * Changes jobs, and what follows from it: the events that tell of it, and the end of those that wait for their outputs.
     *
     * @param sql changes jobs and returns them whole
     */
    public Uni<List<Job>> change(String sql, Tuple values, Function<Job, List<PredictionEvent>> telling) {
        return connection.preparedQuery(sql).execute(values)
                .map(rows -> rows.stream().map(Job::of).toList())
                .invoke(jobs -> jobs.forEach(job -> add(job, telling.apply(job))))
                .call(jobs -> Multi.createFrom().iterable(jobs).filter(job -> job.followed() && job.state().isEnd())
                        .onItem().transformToUniAndConcatenate(this::settle).collect().last());
    }

    private void add(Job job, List<PredictionEvent> events) {
        changed.add(job);
        told.addAll(events);
    }

    /** Those that wait for this one's outputs take them over; where there are none, each runs by itself. */
    public Uni<Void> settle(Job leader) {
        if (leader.state() == JobState.SUCCEEDED) {
            return change("""
                    UPDATE job SET state = 'SUCCEEDED', outputs = $2, backend_id = $3, percent = 100, reused = true, ended_at = now()
                    WHERE follows = $1 AND state = 'WAITING' RETURNING *""",
                    Tuple.of(leader.id(), JobOutput.json(leader.outputs()), leader.backendId()),
                    job -> List.of(events.succeeded(job))).replaceWithVoid();
        }
        return connection.preparedQuery("UPDATE job SET follows = NULL WHERE follows = $1 AND state = 'WAITING'")
                .execute(Tuple.of(leader.id())).invoke(rows -> freed |= rows.rowCount() > 0).replaceWithVoid();
    }

    void told(PredictionEvent event) {
        told.add(event);
    }

    List<PredictionEvent> told() {
        return told;
    }

    List<Job> changed() {
        return changed;
    }

    boolean freed() {
        return freed;
    }

    /** @param at the time of the transaction */
    List<JobChange> changes(Instant at) {
        return changed.stream().map(job -> JobChange.of(job, at)).toList();
    }
}
