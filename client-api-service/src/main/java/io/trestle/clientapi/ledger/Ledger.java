package io.trestle.clientapi.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.inbox.PassingFailures;
import io.trestle.runtime.problem.ProblemException;

/** The one place where predictions change. Reports that come at the same time share a transaction, and each is answered after its commit. */
@ApplicationScoped
public class Ledger {

    private final LedgerBatch batches;
    private final LedgerConfig config;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();

    Ledger(LedgerBatch batches, LedgerConfig config) {
        this.batches = batches;
        this.config = config;
    }

    private record Waiting(LedgerEntry entry, UniEmitter<? super Verdict> emitter) {
    }

    /** @return what became of the entry, when that is committed; fails where it may not be */
    public Uni<Verdict> write(LedgerEntry entry) {
        return CallerContext.returnTo(Uni.createFrom().emitter(emitter -> {
            if (queued.incrementAndGet() > config.queue()) {
                queued.decrementAndGet();
                emitter.fail(new ProblemException(ProblemType.UNAVAILABLE, "Too much is waiting to be stored")
                        .retryAfter(Duration.ofSeconds(5)));
                return;
            }
            waiting.add(new Waiting(entry, emitter));
            next();
        }));
    }

    private void next() {
        while (!waiting.isEmpty()) {
            if (writing.incrementAndGet() > config.writers()) {
                // The writer that ends next looks again.
                writing.decrementAndGet();
                return;
            }
            var batch = take();
            if (batch.isEmpty()) {
                writing.decrementAndGet();
            } else {
                write(batch);
            }
        }
    }

    private List<Waiting> take() {
        var batch = new ArrayList<Waiting>();
        for (var one = waiting.poll(); one != null; one = batch.size() < config.batch() ? waiting.poll() : null) {
            queued.decrementAndGet();
            batch.add(one);
        }
        return batch;
    }

    private void write(List<Waiting> batch) {
        batches.write(batch.stream().map(Waiting::entry).toList())
                .ifNoItem().after(config.patience()).fail()
                .subscribe().with(verdicts -> {
                    ended();
                    for (var i = 0; i < batch.size(); i++) {
                        batch.get(i).emitter().complete(verdicts.get(i));
                    }
                }, failure -> failed(batch, failure));
    }

    private void failed(List<Waiting> batch, Throwable failure) {
        if (batch.size() == 1 || PassingFailures.isPassing(failure) || failure instanceof TimeoutException) {
            ended();
            batch.forEach(one -> one.emitter().fail(failure));
            return;
        }
        // One entry that the database refuses must not take the others with it.
        Multi.createFrom().iterable(batch)
                .onItem().transformToUniAndConcatenate(this::alone)
                .onTermination().invoke(this::ended)
                .subscribe().with(done -> {
                });
    }

    private Uni<Boolean> alone(Waiting one) {
        return batches.write(List.of(one.entry()))
                .ifNoItem().after(config.patience()).fail()
                .invoke(verdicts -> one.emitter().complete(verdicts.get(0)))
                .onFailure().invoke(one.emitter()::fail)
                .replaceWith(true).onFailure().recoverWithItem(false);
    }

    private void ended() {
        writing.decrementAndGet();
        next();
    }
}
