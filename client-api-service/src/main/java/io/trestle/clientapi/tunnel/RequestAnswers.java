package io.trestle.clientapi.tunnel;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.notify.Notifications;

/** Notes how a request ended, and wakes whoever waits for it, on every replica, when the transaction commits. */
@ApplicationScoped
class RequestAnswers {

    static final String CHANNEL = "tunnel_request";

    private final Notifications notifications;
    private final Clock clock;

    RequestAnswers(Notifications notifications, Clock clock) {
        this.notifications = notifications;
        this.clock = clock;
    }

    Uni<Void> succeeded(TunnelRequestEntity request) {
        request.succeeded(clock.instant());
        return wake(request);
    }

    /** Without effect on a request that was answered before. */
    Uni<Void> failed(@Nullable TunnelRequestEntity request, String reason, String detail) {
        if (request == null || request.state != TunnelRequestEntity.State.OPEN) {
            return Uni.createFrom().voidItem();
        }
        request.failed(reason, detail, clock.instant());
        return wake(request);
    }

    private Uni<Void> wake(TunnelRequestEntity request) {
        return notifications.send(CHANNEL, request.id.toString());
    }
}
