package io.trestle.runtime.inbox;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.WithoutDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Forgets events that can no longer arrive again. */
@ApplicationScoped
class InboxRetention {

    private final Pool pool;
    private final Duration retention;

    /** @param retention longer than the topics keep their records (7 days), so that a replay from the beginning is still recognised */
    InboxRetention(Pool pool, @ConfigProperty(name = "trestle.inbox.retention", defaultValue = "14D") Duration retention) {
        this.pool = pool;
        this.retention = retention;
    }

    @Scheduled(every = "1h", delayed = "1m", skipExecutionIf = WithoutDatabase.class)
    Uni<Void> forget() {
        return pool.preparedQuery("DELETE FROM inbox WHERE received_at < now() - make_interval(secs => $1)")
                .execute(Tuple.of((double) retention.toSeconds())).replaceWithVoid();
    }
}
