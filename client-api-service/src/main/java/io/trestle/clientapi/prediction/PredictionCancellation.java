package io.trestle.clientapi.prediction;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.dispatch.WorkerCalls;
import io.trestle.model.prediction.CancelPrediction;
import io.trestle.model.prediction.PredictionRunner;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.outbox.Outbox;
import io.trestle.runtime.problem.ProblemException;

/** Asks whoever runs a prediction to stop it. It has ended when they say so. */
@ApplicationScoped
class PredictionCancellation {

    private final WorkerCalls calls;
    private final Outbox outbox;
    private final Clock clock;

    PredictionCancellation(WorkerCalls calls, Outbox outbox, Clock clock) {
        this.calls = calls;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Without effect where it was asked for before. @return fails with {@code NOT_FOUND} or {@code PREDICTION_ENDED} */
    Uni<Void> cancel(String tenant, String id) {
        return Panache.withTransaction(() -> Panache.getSession().chain(session -> session.createNativeQuery("""
                SELECT runner, completed_at IS NOT NULL, cancel_requested_at IS NOT NULL FROM prediction
                WHERE id = :id AND tenant = :tenant FOR NO KEY UPDATE""", Object[].class)
                .setParameter("id", id).setParameter("tenant", tenant).getSingleResultOrNull())
                .onItem().ifNull().failWith(() -> PredictionHistory.missing(id))
                .chain(row -> cancel(tenant, id, row)));
    }

    private Uni<Void> cancel(String tenant, String id, Object[] row) {
        if (Boolean.TRUE.equals(row[1])) {
            throw new ProblemException(ProblemType.PREDICTION_ENDED, "The prediction has ended, and cannot be canceled any more");
        }
        if (Boolean.TRUE.equals(row[2])) {
            return Uni.createFrom().voidItem();
        }
        return Panache.getSession().chain(session -> session
                .createNativeQuery("UPDATE prediction SET cancel_requested_at = :now WHERE id = :id")
                .setParameter("now", clock.instant()).setParameter("id", id).executeUpdate())
                .chain(() -> PredictionRunner.valueOf(String.valueOf(row[0])) == PredictionRunner.WORKER
                        ? calls.request(id)
                        : outbox.append(new CancelPrediction(id, tenant)));
    }
}
