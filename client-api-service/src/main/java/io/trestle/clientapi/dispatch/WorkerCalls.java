package io.trestle.clientapi.dispatch;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.lease.LeasedTable;
import io.trestle.runtime.notify.Notifications;

/** Asks for calls to workers, in the transaction of the current session. What is to be called follows from the prediction. */
@ApplicationScoped
public class WorkerCalls {

    static final LeasedTable TABLE = new LeasedTable("prediction_call", "prediction_id", "prediction_call");

    private final Notifications notifications;
    private final Clock clock;

    WorkerCalls(Notifications notifications, Clock clock) {
        this.notifications = notifications;
        this.clock = clock;
    }

    /** Wakes a sender at the commit. */
    public Uni<Void> request(String predictionId) {
        return Panache.getSession().chain(session -> session.createNativeQuery("""
                INSERT INTO prediction_call (prediction_id, requested_at, next_attempt_at) VALUES (:id, :now, now())
                ON CONFLICT (prediction_id) DO UPDATE SET requested_at = EXCLUDED.requested_at, next_attempt_at = now()""")
                .setParameter("id", predictionId)
                .setParameter("now", clock.instant())
                .executeUpdate())
                .chain(() -> notifications.send(TABLE.channel(), predictionId));
    }
}
