package io.trestle.comfy.job;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * How many jobs wait. To count a long queue takes long, and would be done for each job: so it is counted now and then, and each job that is
 * added since counts as waiting; only where that looks like too many, it is counted again.
 */
@ApplicationScoped
class Backlog {

    private static final Logger LOG = Logger.getLogger(Backlog.class);
    /** Beyond it nobody minds a number that is some seconds old. */
    private static final int EXACT = 500;

    private final Pool pool;
    private final JobConfig config;
    private final AtomicLong waiting = new AtomicLong();
    /** Since the start, and of those the ones that may not be committed yet: a count does not see them. */
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong underWay = new AtomicLong();
    private volatile long open;

    Backlog(Pool pool, JobConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Whether one more may wait; it then counts as waiting, and {@link #written()} is to be told when it is committed or was refused. */
    Uni<Boolean> admits() {
        return waiting.incrementAndGet() <= config.queueLimit()
                ? Uni.createFrom().item(admit())
                : count().map(nothing -> waiting.incrementAndGet() <= config.queueLimit() && admit());
    }

    private boolean admit() {
        admitted.incrementAndGet();
        underWay.incrementAndGet();
        return true;
    }

    void written() {
        underWay.decrementAndGet();
    }

    Uni<Long> open() {
        return open > EXACT
                ? Uni.createFrom().item(open + 1)
                : pool.preparedQuery("SELECT count(*) FROM (SELECT FROM job WHERE state IN ('WAITING', 'ASSIGNED', 'RUNNING') LIMIT "
                        + (EXACT + 1) + ") counted").execute().map(rows -> rows.iterator().next().getLong(0))
                        .invoke(counted -> open = Math.max(counted > EXACT ? counted : 0, 0));
    }

    @Scheduled(every = "2s")
    Uni<Void> look() {
        return count().onFailure().invoke(failure -> LOG.debugf("The queue is counted again soon: %s", failure.getMessage()))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> count() {
        return Uni.createFrom().deferred(() -> count(underWay.get(), admitted.get()));
    }

    /** Who was under way counts twice where it was committed in time, until the next count. */
    private Uni<Void> count(long unseen, long admittedBefore) {
        return pool.preparedQuery("""
                SELECT count(*) FILTER (WHERE state = 'WAITING' AND follows IS NULL) AS waiting, count(*) AS open
                FROM job WHERE state IN ('WAITING', 'ASSIGNED', 'RUNNING')""").execute()
                .map(rows -> rows.iterator().next())
                .invoke(row -> {
                    waiting.set(row.getLong("waiting") + unseen + admitted.get() - admittedBefore);
                    open = row.getLong("open");
                }).replaceWithVoid();
    }
}
