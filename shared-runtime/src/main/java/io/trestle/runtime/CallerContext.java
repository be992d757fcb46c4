package io.trestle.runtime;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Brings a result back to where it was asked for. */
public final class CallerContext {

    private CallerContext() {
    }

    /**
     * Resolvers, timers and shared fetches end on threads of their own. What follows (a database session, a response) belongs to the Vert.x
     * context of the subscriber, and goes on there. Without a context nothing changes.
     */
    public static <T> Uni<T> returnTo(Uni<T> uni) {
        return Uni.createFrom().deferred(() -> {
            var context = Vertx.currentContext();
            return context == null ? uni : uni.emitOn(task -> context.runOnContext(nothing -> task.run()));
        });
    }
}
