package io.trestle.clientapi.tunnel;

import java.time.Duration;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Waits until a request is answered, whichever replica consumes the answer. Holds no connection and no transaction meanwhile. */
@ApplicationScoped
public class RequestWait {

    private final Notifications notifications;
    private final Pool pool;
    private final TunnelConfig config;

    RequestWait(Notifications notifications, Pool pool, TunnelConfig config) {
        this.notifications = notifications;
        this.pool = pool;
        this.config = config;
    }

    /**
     * Must be called on a Vert.x context, on which it also answers.
     *
     * @return the outcome, {@link RequestOutcome.Open} where there is none in time
     */
    public Uni<RequestOutcome> outcome(UUID request, Duration patience) {
        var context = Vertx.currentContext();
        return reasonsToLook(request)
                .onItem().transformToUniAndConcatenate(reason -> read(request))
                .select().where(outcome -> !(outcome instanceof RequestOutcome.Open))
                .toUni()
                .ifNoItem().after(patience).recoverWithItem(RequestOutcome.Open::new)
                .emitOn(task -> context.runOnContext(nothing -> task.run()));
    }

    /**
     * At once, at each notification, and now and then, since a notification is lost while the connection is down. One that comes while a look is under way
     * leads to another look after it.
     */
    private Multi<String> reasonsToLook(UUID request) {
        var notified = notifications.on(RequestAnswers.CHANNEL).filter(id -> id.isEmpty() || id.equals(request.toString()));
        var ticks = Multi.createFrom().ticks().every(config.poll()).map(tick -> "");
        return Multi.createBy().merging().streams(notified, ticks).onOverflow().dropPreviousItems();
    }

    private Uni<RequestOutcome> read(UUID request) {
        return pool.preparedQuery("SELECT state, failure, failure_detail FROM tunnel_request WHERE id = $1")
                .execute(Tuple.of(request))
                .map(rows -> outcome(rows.iterator().next()));
    }

    private static RequestOutcome outcome(Row row) {
        return switch (TunnelRequestEntity.State.valueOf(row.getString("state"))) {
            case OPEN -> new RequestOutcome.Open();
            case SUCCEEDED -> new RequestOutcome.Succeeded();
            case FAILED -> new RequestOutcome.Failed(row.getString("failure"), row.getString("failure_detail"));
        };
    }
}
