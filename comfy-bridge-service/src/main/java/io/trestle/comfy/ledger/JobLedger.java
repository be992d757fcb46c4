package io.trestle.comfy.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.trestle.comfy.job.JobState;
import io.trestle.comfy.watch.JobFeed;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.inbox.PassingFailures;
import io.trestle.runtime.problem.ProblemException;

/**
 * Where changes of jobs are written, one transaction after the other. Those that come while one is being committed share the next; each caller
 * has its answer after the commit. After it, too, jobs that got a backend of this replica go to its driver, and watchers hear what happened.
 */
@ApplicationScoped
public class JobLedger {

    private static final Logger LOG = Logger.getLogger(JobLedger.class);

    private final LedgerBatch batches;
    private final LocalBackends local;
    private final JobFeed feed;
    private final Replicas replicas;
    private final JobMetrics metrics;
    private final LedgerConfig config;
    private final Queue<Entry<?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean routeAsked = new AtomicBoolean();
    /** As far as is known here, and true only while no other replica changes it. */
    private volatile boolean nothingWaits;
    private volatile boolean full;

    JobLedger(LedgerBatch batches, LocalBackends local, JobFeed feed, Replicas replicas, JobMetrics metrics, LedgerConfig config) {
        this.batches = batches;
        this.local = local;
        this.feed = feed;
        this.replicas = replicas;
        this.metrics = metrics;
        this.config = config;
    }

    private static final class Entry<T> implements LedgerBatch.Step {

        final Effect effect;
        final Function<LedgerTransaction, Uni<T>> change;
        final UniEmitter<? super T> emitter;
        @Nullable
        T result;

        Entry(Effect effect, Function<LedgerTransaction, Uni<T>> change, UniEmitter<? super T> emitter) {
            this.effect = effect;
            this.change = change;
            this.emitter = emitter;
        }

        @Override
        public Uni<?> in(LedgerTransaction transaction) {
            return change.apply(transaction).invoke(item -> result = item);
        }

        void committed() {
            emitter.complete(result);
        }
    }

    /**
     * Makes a change.
     *
     * @param change is run again where the transaction could not be committed for the sake of another change
     * @return what the change returned, after the commit; fails where it may not be committed
     */
    public <T> Uni<T> write(Effect effect, Function<LedgerTransaction, Uni<T>> change) {
        return CallerContext.returnTo(Uni.createFrom().emitter(emitter -> {
            if (queued.incrementAndGet() > config.queue()) {
                queued.decrementAndGet();
                emitter.fail(new ProblemException(ProblemType.UNAVAILABLE, "Too much is waiting to be written")
                        .retryAfter(Duration.ofSeconds(5)));
                return;
            }
            waiting.add(new Entry<>(effect, change, emitter));
            next();
        }));
    }

    /** Has the queue looked at, since something changed that was not written here. */
    public void route() {
        routeAsked.set(true);
        next();
    }

    private void next() {
        while ((!waiting.isEmpty() || routeAsked.get()) && writing.compareAndSet(false, true)) {
            var asked = routeAsked.getAndSet(false);
            var batch = take();
            if (batch.isEmpty() && !asked) {
                writing.set(false);
            } else {
                write(batch, asked || isWorthALook(batch));
            }
        }
    }

    private List<Entry<?>> take() {
        var batch = new ArrayList<Entry<?>>();
        for (var one = waiting.poll(); one != null; one = batch.size() < config.batch() ? waiting.poll() : null) {
            queued.decrementAndGet();
            batch.add(one);
        }
        return batch;
    }

    /** With other replicas about, what is known here may be out of date. */
    private boolean isWorthALook(List<Entry<?>> batch) {
        var queues = batch.stream().anyMatch(one -> one.effect == Effect.QUEUES);
        var frees = batch.stream().anyMatch(one -> one.effect == Effect.FREES);
        return replicas.areThere() ? queues || frees : queues && (!full || frees) || frees && !nothingWaits;
    }

    private void write(List<Entry<?>> batch, boolean routes) {
        if (batch.stream().anyMatch(one -> one.effect == Effect.QUEUES)) {
            nothingWaits = false;
        }
        if (batch.stream().anyMatch(one -> one.effect == Effect.FREES)) {
            full = false;
        }
        batches.write(batch, routes).ifNoItem().after(config.patience()).fail()
                .subscribe().with(committed -> {
                    deliver(committed);
                    batch.forEach(Entry::committed);
                    ended();
                }, failure -> failed(batch, routes, failure));
    }

    /** What is committed is committed: nobody who hears of it can end the ledger. */
    private void deliver(LedgerBatch.Committed committed) {
        try {
            tell(committed);
        } catch (RuntimeException e) {
            LOG.error("Not everybody heard of what was committed", e);
        }
    }

    private void tell(LedgerBatch.Committed committed) {
        committed.given().forEach((job, driver) -> {
            driver.begin(job);
            metrics.waited(job);
        });
        feed.changed(committed.changes());
        metrics.count(committed.transaction().told());
        for (var job : committed.transaction().changed()) {
            var driver = LedgerBatch.isForDriver(job) ? local.at(job.backendId()) : null;
            if (driver != null) {
                driver.look();
            }
            if (job.state() == JobState.WAITING && committed.round() == null) {
                nothingWaits = false;
            }
        }
        var round = committed.round();
        if (round != null) {
            full = round.full();
            nothingWaits = !round.left();
        }
        if (committed.transaction().freed() || round != null && round.left() && !round.full() && !round.assignments().isEmpty()) {
            routeAsked.set(true);
        }
    }

    private void failed(List<Entry<?>> batch, boolean routes, Throwable failure) {
        nothingWaits = false;
        full = false;
        if (batch.size() == 1 && !isConflict(failure) || batch.size() > 1 && isOutage(failure)) {
            batch.forEach(one -> one.emitter.fail(failure));
            ended();
            return;
        }
        if (routes && !batch.isEmpty()) {
            routeAsked.set(true);
        }
        LOG.debugf("%d changes are written one by one: %s", batch.size(), failure.getMessage());
        // One that the database refuses must not take the others with it.
        Multi.createFrom().iterable(batch).onItem().transformToUniAndConcatenate(this::alone)
                .onTermination().invoke(this::ended)
                .subscribe().with(done -> {
                });
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof TimeoutException || PassingFailures.isPassing(failure) && !isConflict(failure);
    }

    /** Two replicas got in each other's way. */
    private static boolean isConflict(Throwable failure) {
        return failure instanceof io.vertx.pgclient.PgException pg && pg.getSqlState() != null && pg.getSqlState().startsWith("40");
    }

    private Uni<Boolean> alone(Entry<?> one) {
        return Uni.createFrom().deferred(() -> batches.write(List.of(one), false)).ifNoItem().after(config.patience()).fail()
                .onFailure(JobLedger::isConflict).retry().atMost(3)
                .invoke(committed -> {
                    deliver(committed);
                    one.committed();
                })
                .onFailure().invoke(one.emitter::fail)
                .replaceWith(true).onFailure().recoverWithItem(false);
    }

    private void ended() {
        writing.set(false);
        next();
    }
}
