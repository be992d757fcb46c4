package io.trestle.clientapi.rpc;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.trestle.clientapi.rpc.RpcFrames.LeaseLostException;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.inbox.PassingFailures;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.notify.Notifications;
import io.trestle.runtime.problem.ProblemException;

/** Runs leased calls to their one finish frame. */
@ApplicationScoped
class RpcWorker {

    private static final Logger LOG = Logger.getLogger(RpcWorker.class);

    private final LeaseWorkers workers;
    private final Notifications notifications;
    private final RpcRequests requests;
    private final RpcFrames frames;
    private final RpcMethods methods;
    private final RpcConfig config;
    private final Map<UUID, UniEmitter<? super JsonNode>> running = new ConcurrentHashMap<>();

    RpcWorker(LeaseWorkers workers, Notifications notifications, RpcRequests requests, RpcFrames frames, RpcMethods methods,
            RpcConfig config) {
        this.workers = workers;
        this.notifications = notifications;
        this.requests = requests;
        this.frames = frames;
        this.methods = methods;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        workers.start(RpcRequests.TABLE, config.callsAtOnce(), config.lease(), this::work);
        notifications.on(RpcRequests.CANCELLATIONS).subscribe().with(this::cancelled);
    }

    private Uni<LeaseOutcome> work(Lease lease) {
        return requests.read(lease)
                .onItem().ifNotNull().transformToUni(this::run)
                .replaceWith(LeaseOutcome.done())
                .onFailure(LeaseLostException.class).recoverWithItem(LeaseOutcome.done());
    }

    private Uni<Void> run(RpcRun run) {
        if (run.cancelRequested() && run.attempt() == 1) {
            return frames.finish(run, Frame.cancellation(run.id()), "CANCELLED");
        }
        if (run.attempt() > config.attempts()) {
            return fail(run, new ProblemException(ProblemType.INTERNAL, "The call was given up after " + config.attempts() + " attempts"));
        }
        var call = new RpcCall(run, frames);
        var method = methods.named(run.method());
        Uni<JsonNode> result = run.cancelRequested()
                ? Uni.createFrom().failure(new CancellationException())
                : Uni.createFrom().deferred(() -> method.run(call).map(JsonNode.class::cast));
        // A cancellation comes on the context of the notification; what a method does then needs its own.
        return CallerContext.returnTo(Uni.combine().any().of(result, cancellation(run.id())))
                .chain(finished -> frames.finish(run, Frame.finish(run.id(), finished), "FINISHED"))
                .onFailure(CancellationException.class)
                .recoverWithUni(() -> method.cancelled(call).chain(() -> frames.finish(run, Frame.cancellation(run.id()), "CANCELLED")))
                .onFailure(ProblemException.class).recoverWithUni(failure -> fail(run, (ProblemException) failure))
                .onFailure(failure -> !(failure instanceof LeaseLostException) && !PassingFailures.isPassing(failure))
                .recoverWithUni(failure -> broke(run, failure));
    }

    private Uni<Void> fail(RpcRun run, ProblemException problem) {
        return frames.finish(run, Frame.failure(run.id(), problem), "FAILED");
    }

    private Uni<Void> broke(RpcRun run, Throwable failure) {
        LOG.errorf(failure, "Call %s of %s failed", run.id(), run.method());
        return fail(run, new ProblemException(ProblemType.INTERNAL, "Something went wrong inside; the log has it under call " + run.id()));
    }

    /** Fails when the client cancels; never has an item. */
    private Uni<JsonNode> cancellation(UUID request) {
        return Uni.createFrom().emitter(emitter -> {
            running.put(request, emitter);
            emitter.onTermination(() -> running.remove(request, emitter));
            // a cancellation that came after the call was read, and before this
            lookFor(Set.of(request));
        });
    }

    /** @param payload a call's id, or nothing where notifications may have been lost */
    private void cancelled(String payload) {
        if (!payload.isEmpty()) {
            cancel(UUID.fromString(payload));
        } else if (!running.isEmpty()) {
            lookFor(running.keySet());
        }
    }

    private void lookFor(Set<UUID> calls) {
        requests.cancelled(calls).subscribe()
                .with(ids -> ids.forEach(this::cancel), failure -> LOG.debugf("Cancellations not read: %s", failure));
    }

    private void cancel(UUID request) {
        @Nullable
        UniEmitter<? super JsonNode> call = running.get(request);
        if (call != null) {
            call.fail(new CancellationException());
        }
    }
}
