package io.trestle.comfy.ledger;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.notify.Notifications;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Whether there are other replicas, which have to be told what happens here. In doubt there are. A replica makes itself known when it starts;
 * one that learns late of another tells it that it may have missed something.
 */
@ApplicationScoped
public class Replicas {

    private static final Logger LOG = Logger.getLogger(Replicas.class);
    private static final String CHANNEL = "replica";
    private static final Duration GONE = Duration.ofSeconds(30);

    private final Pool pool;
    private final Notifications notifications;
    private final String schema;
    private final UUID self = UUID.randomUUID();
    private final AtomicInteger meetings = new AtomicInteger();
    private volatile boolean alone;

    Replicas(Pool pool, Notifications notifications, @ConfigProperty(name = "trestle.database.role") String schema) {
        this.pool = pool;
        this.notifications = notifications;
        this.schema = schema;
    }

    void start(@Observes StartupEvent event) {
        notifications.on(CHANNEL).filter(id -> !id.equals(self.toString())).subscribe().with(id -> met());
        quietly(seen()
                .chain(() -> pool.preparedQuery("SELECT pg_notify($1, $2)").execute(Tuple.of(schema + "." + CHANNEL, self.toString())))
                .replaceWithVoid());
    }

    /** This replica, for the rows that go with it. */
    public UUID self() {
        return self;
    }

    /** How long a replica that is not heard of counts as there. */
    public Duration gone() {
        return GONE;
    }

    boolean areThere() {
        return !alone;
    }

    @Scheduled(every = "10s")
    void stillHere() {
        quietly(seen());
    }

    private Uni<Void> seen() {
        var before = meetings.get();
        return pool.preparedQuery("""
                WITH here AS (INSERT INTO watching_replica (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen_at = now()),
                     gone AS (DELETE FROM watching_replica WHERE seen_at < now() - make_interval(secs => $3) RETURNING id),
                     left_behind AS (DELETE FROM watched WHERE replica IN (SELECT id FROM gone))
                SELECT EXISTS (SELECT FROM watching_replica WHERE id <> $1 AND seen_at > now() - make_interval(secs => $2)) AS others""")
                .execute(Tuple.of(self, (double) GONE.toSeconds(), 10.0 * GONE.toSeconds()))
                .invoke(rows -> {
                    if (rows.iterator().next().getBoolean("others")) {
                        met();
                    } else if (meetings.get() == before) {
                        alone = true;
                    }
                }).replaceWithVoid();
    }

    private void met() {
        meetings.incrementAndGet();
        if (alone) {
            alone = false;
            // What was changed until now, it was not told.
            quietly(pool.preparedQuery("SELECT pg_notify($1, '')").execute(Tuple.of(schema + ".job_changed")).replaceWithVoid());
        }
    }

    private static void quietly(Uni<Void> work) {
        work.subscribe().with(done -> {
        }, failure -> LOG.debugf("Other replicas are asked for again: %s", failure.getMessage()));
    }
}
