package io.trestle.clientapi.prediction;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.PredictionChanges;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.notify.Notifications;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Waits until a prediction has ended, whichever replica hears of it. Holds no connection meanwhile. */
@ApplicationScoped
class PredictionWait {

    private final Notifications notifications;
    private final Pool pool;
    private final PredictionConfig config;

    PredictionWait(Notifications notifications, Pool pool, PredictionConfig config) {
        this.notifications = notifications;
        this.pool = pool;
        this.config = config;
    }

    /** The longest wait that a request may ask for. */
    Duration longest() {
        return config.longestWait();
    }

    /** Completes when it has ended, or when the patience is over. */
    Uni<Void> ended(String id, Duration patience) {
        var notified = notifications.on(PredictionChanges.CHANNEL).filter(changed -> changed.isEmpty() || changed.equals(id));
        // At once, at each notification, and now and then: a notification is lost while the connection is down.
        var ticks = Multi.createFrom().ticks().every(config.poll()).map(tick -> "");
        var ended = Multi.createBy().merging().streams(notified, ticks).onOverflow().dropPreviousItems()
                .onItem().transformToUniAndConcatenate(reason -> hasEnded(id))
                .select().where(Boolean::booleanValue)
                .toUni();
        return CallerContext.returnTo(ended.ifNoItem().after(patience).recoverWithItem(false).replaceWithVoid());
    }

    private Uni<Boolean> hasEnded(String id) {
        return pool.preparedQuery("SELECT FROM prediction WHERE id = $1 AND completed_at IS NOT NULL").execute(Tuple.of(id))
                .map(rows -> rows.size() > 0);
    }
}
