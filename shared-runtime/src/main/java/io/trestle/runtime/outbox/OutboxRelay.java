package io.trestle.runtime.outbox;

import java.time.Duration;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * The loop of one replica: publish until nothing waits, then sleep until woken or until the poll interval is over. All of its state is
 * touched on one event loop only.
 */
final class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    private final Vertx vertx;
    private final Context context;
    private final OutboxBatch batch;
    private final OutboxConfig config;
    private final OutboxMetrics metrics;

    private boolean running;
    private boolean publishing;
    private boolean wokenMeanwhile;
    private boolean backingOff;
    private int failures;
    private long timer = -1;

    OutboxRelay(Vertx vertx, OutboxBatch batch, OutboxConfig config, OutboxMetrics metrics) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.batch = batch;
        this.config = config;
        this.metrics = metrics;
    }

    void start() {
        context.runOnContext(nothing -> {
            running = true;
            round();
        });
    }

    /** Something was committed. Ignored while the relay waits out a failure. */
    void wake() {
        context.runOnContext(nothing -> {
            if (publishing) {
                wokenMeanwhile = true;
            } else if (running && !backingOff) {
                round();
            }
        });
    }

    /** Claims nothing more; completes when the round under way has ended. */
    Uni<Void> stop() {
        return Uni.createFrom().emitter(emitter -> context.runOnContext(nothing -> {
            running = false;
            vertx.cancelTimer(timer);
            awaitRound(() -> emitter.complete(null));
        }));
    }

    private void awaitRound(Runnable then) {
        if (publishing) {
            vertx.setTimer(10, id -> awaitRound(then));
        } else {
            then.run();
        }
    }

    private void round() {
        vertx.cancelTimer(timer);
        backingOff = false;
        publishing = true;
        wokenMeanwhile = false;
        batch.publish()
                .emitOn(task -> context.runOnContext(nothing -> task.run()))
                .subscribe().with(this::ended, this::failed);
    }

    private void ended(OutboxBatch.Round ended) {
        var outcomes = ended.outcomes();
        metrics.count(outcomes);
        outcomes.stream().filter(SendOutcome.Refused.class::isInstance).map(SendOutcome.Refused.class::cast)
                .forEach(refused -> LOG.errorf("Kafka refuses outbox row %d, which is set aside: %s", (Object) refused.seq(),
                        refused.reason()));
        var deferred = outcomes.stream().filter(SendOutcome.Deferred.class::isInstance).map(SendOutcome.Deferred.class::cast).findFirst();
        if (deferred.isPresent()) {
            failed(deferred.get().cause());
            return;
        }
        publishing = false;
        if (failures > 0) {
            LOG.info("The outbox is being published again");
        }
        failures = 0;
        if (!running) {
            return;
        }
        if (ended.more() || wokenMeanwhile) {
            round();
        } else {
            sleep(config.pollInterval());
        }
    }

    private void failed(Throwable cause) {
        publishing = false;
        // Once per outage: the relay tries for as long as it takes.
        if (failures++ == 0) {
            LOG.warnf("The outbox cannot be published now, and will be later: %s", cause.toString());
        }
        if (running) {
            backingOff = true;
            var cap = config.maxBackoff().toMillis();
            var pause = Math.min(cap, 100L << Math.min(failures, 10));
            sleep(Duration.ofMillis(pause / 2 + (long) (Math.random() * pause / 2)));
        }
    }

    private void sleep(Duration pause) {
        timer = vertx.setTimer(Math.max(1, pause.toMillis()), id -> round());
    }
}
