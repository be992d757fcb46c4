package io.trestle.clientapi.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.Ledger;
import io.trestle.clientapi.ledger.LedgerEntry;
import io.trestle.clientapi.ledger.PredictionState;
import io.trestle.clientapi.ledger.Report;
import io.trestle.model.prediction.CancelCause;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;

/**
 * Works on calls to workers. One row per prediction, so that its run and its cancellation never cross. After a worker accepted, nothing
 * calls it again: what it does is heard by webhook, or not at all.
 */
@ApplicationScoped
class Dispatch {

    private final WorkerCallRows calls;
    private final WorkerClient worker;
    private final Ledger ledger;
    private final DispatchConfig config;
    private final Clock clock;
    private final RandomGenerator random;

    Dispatch(WorkerCallRows calls, WorkerClient worker, Ledger ledger, DispatchConfig config, Clock clock, RandomGenerator random) {
        this.calls = calls;
        this.worker = worker;
        this.ledger = ledger;
        this.config = config;
        this.clock = clock;
        this.random = random;
    }

    void start(@Observes StartupEvent started, LeaseWorkers workers) {
        workers.start(WorkerCalls.TABLE, config.concurrency(), config.lease(), this::work);
    }

    private Uni<LeaseOutcome> work(Lease lease) {
        return calls.read(lease.id()).chain(call -> {
            if (call == null || call.state().ended()) {
                return done();
            }
            return call.cancel() ? cancel(call, lease) : run(call, lease);
        });
    }

    private Uni<LeaseOutcome> run(WorkerCall call, Lease lease) {
        if (call.sent() || call.state() == PredictionState.PROCESSING) {
            return done();
        }
        var hostname = call.hostname();
        if (hostname == null) {
            return later(call, lease, "The model has no tunnel now");
        }
        return worker.run(call, hostname).chain(answer -> {
            if (answer instanceof WorkerAnswer.Accepted) {
                return write(call, new Report.Sent(hostname));
            }
            if (answer instanceof WorkerAnswer.Busy) {
                return expired(call)
                        ? write(call,
                                Report.Ended.failed(PredictionFailure.NO_BACKEND, "The worker was busy for as long as this could wait"))
                        : retry(jittered(config.busyPause()));
            }
            if (answer instanceof WorkerAnswer.Refused refused) {
                return write(call, Report.Ended.failed(PredictionFailure.INPUT_INVALID, refused.detail()));
            }
            return later(call, lease, answer instanceof WorkerAnswer.Unavailable unavailable
                    ? unavailable.detail()
                    : "The worker's address answered 404");
        });
    }

    private Uni<LeaseOutcome> cancel(WorkerCall call, Lease lease) {
        var hostname = call.hostname();
        if (hostname == null) {
            return write(call, Report.Ended.canceled(CancelCause.REQUESTED));
        }
        return worker.cancel(call, hostname).chain(answer -> {
            if (answer instanceof WorkerAnswer.Unavailable) {
                return expired(call) ? write(call, Report.Ended.canceled(CancelCause.REQUESTED)) : retry(pause(lease));
            }
            // Unknown before it ever ran: it never will. Unknown while it ran: it ended, and its webhook is on the way.
            return answer instanceof WorkerAnswer.Unknown && call.state() == PredictionState.STARTING
                    ? write(call, Report.Ended.canceled(CancelCause.REQUESTED))
                    : done();
        });
    }

    private Uni<LeaseOutcome> later(WorkerCall call, Lease lease, String reason) {
        return expired(call)
                ? write(call, Report.Ended.failed(PredictionFailure.BACKEND_LOST, "The worker could not be reached. " + reason))
                : retry(pause(lease));
    }

    private boolean expired(WorkerCall call) {
        return clock.instant().isAfter(call.requestedAt().plus(config.patience()));
    }

    private Uni<LeaseOutcome> write(WorkerCall call, Report report) {
        return ledger.write(LedgerEntry.of(call.tenant(), call.id(), report)).chain(verdict -> done());
    }

    private Duration pause(Lease lease) {
        var doubled = Duration.ofMillis(500L << Math.min(lease.attempts(), 10));
        return jittered(doubled.compareTo(config.longestPause()) < 0 ? doubled : config.longestPause());
    }

    private Duration jittered(Duration pause) {
        return Duration.ofMillis(pause.toMillis() / 2 + random.nextLong(pause.toMillis() / 2 + 1));
    }

    private static Uni<LeaseOutcome> retry(Duration pause) {
        return Uni.createFrom().item(LeaseOutcome.retryAfter(pause));
    }

    private static Uni<LeaseOutcome> done() {
        return Uni.createFrom().item(LeaseOutcome.done());
    }
}
