package io.trestle.cloudflare.tunnel;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.cloudflare.saga.StepOutcome;
import io.trestle.cloudflare.saga.StepOutcome.Advanced;
import io.trestle.cloudflare.saga.StepOutcome.Differs;
import io.trestle.cloudflare.saga.StepOutcome.Refused;
import io.trestle.cloudflare.saga.StoredState;
import io.trestle.cloudflare.saga.TunnelSaga;
import io.trestle.cloudflare.saga.TunnelState.Absent;
import io.trestle.cloudflare.saga.TunnelState.CuttingConnections;
import io.trestle.runtime.lease.Lease;

/**
 * What a worker commits. Each method is one transaction, holds the lock of the tunnel's row, and fails with {@link LeaseLostException} where
 * the lease has passed on. The terminal event is left in the outbox in the transaction that closes its request.
 */
@ApplicationScoped
class TunnelStore {

    /** Another worker has taken over: what this one still wanted to write is not written. */
    static final class LeaseLostException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LeaseLostException(String modelId) {
            super("The lease on tunnel " + modelId + " has passed to another worker");
        }
    }

    private final TunnelRepository tunnels;
    private final TunnelAnswers answers;
    private final TunnelStock stock;
    private final TunnelNames names;
    private final Clock clock;

    TunnelStore(TunnelRepository tunnels, TunnelAnswers answers, TunnelStock stock, TunnelNames names, Clock clock) {
        this.tunnels = tunnels;
        this.answers = answers;
        this.stock = stock;
        this.names = names;
        this.clock = clock;
    }

    /** The oldest open request of the leased tunnel, or null. */
    Uni<@Nullable TunnelJob> load(Lease lease) {
        return Panache.withTransaction(() -> leased(lease).chain(tunnel -> next(lease, tunnel)));
    }

    /** Writes a step's outcome; returns what is to be done next, or null. */
    Uni<@Nullable TunnelJob> commit(TunnelJob job, StepOutcome outcome) {
        return Panache.withTransaction(() -> leased(job.lease())
                .chain(tunnel -> tunnels.request(job.requestSeq())
                        .invoke(request -> begin(tunnel, request, job))
                        .chain(request -> apply(tunnel, request, job, outcome)
                                .chain(() -> tunnels.add(line(request, job, outcome))))
                        .chain(() -> next(job.lease(), tunnel))
                        .map(next -> next == null || next.requestSeq() != job.requestSeq() ? next : next.continuing(job))));
    }

    /** What stands in the way for now. */
    Uni<Void> note(Lease lease, String error) {
        return Panache.withTransaction(() -> leased(lease).invoke(tunnel -> error(tunnel, error)).replaceWithVoid());
    }

    private Uni<TunnelEntity> leased(Lease lease) {
        return tunnels.lock(lease.id())
                .map(tunnel -> tunnel != null && lease.token().equals(tunnel.leasedBy) ? tunnel : null)
                .onItem().ifNull().failWith(() -> new LeaseLostException(lease.id()));
    }

    private Uni<@Nullable TunnelJob> next(Lease lease, TunnelEntity tunnel) {
        return tunnels.openRequests(tunnel.modelId)
                .map(open -> open.isEmpty() ? null : TunnelJob.of(lease, tunnel, open.get(0), names));
    }

    /** From here on the tunnel's row is about this request. */
    private void begin(TunnelEntity tunnel, TunnelRequestEntity request, TunnelJob job) {
        if (!request.begun) {
            request.begun = true;
            if (request.kind.isProvision()) {
                tunnel.tenant = job.work().tenant();
                tunnel.secret(job.work().secret());
            }
            tunnel.service = request.service == null ? tunnel.service : request.service;
            tunnel.recipientKey = request.recipientKey == null ? tunnel.recipientKey : request.recipientKey;
        }
        tunnel.updatedAt = clock.instant();
    }

    private Uni<Void> apply(TunnelEntity tunnel, TunnelRequestEntity request, TunnelJob job, StepOutcome outcome) {
        if (outcome instanceof Refused refused) {
            return refuse(tunnel, request, job, refused);
        }
        if (outcome instanceof Differs differs) {
            error(tunnel, differs.detail());
            tunnel.state(differs.next());
            return Uni.createFrom().voidItem();
        }
        var next = ((Advanced) outcome).next();
        if (next instanceof CuttingConnections) {
            tunnel.secret(tunnel.secret().next());
        }
        tunnel.state(next);
        // An answer that was given meanwhile stands: a later command overtook this one. What was done is kept all the same.
        return request.isOpen() && next.isSettled() ? close(tunnel, request) : Uni.createFrom().voidItem();
    }

    private Uni<Void> close(TunnelEntity tunnel, TunnelRequestEntity request) {
        if (request.failureReason != null) {
            return answers.fail(request, request.failureReason, String.valueOf(request.failureDetail));
        }
        if (request.kind != RequestKind.PROVISION) {
            // Other connectors from here on: the ones before were cut off, or their secret is as good as another's.
            tunnel.knownAddresses = null;
            tunnel.suspicious = null;
        }
        tunnel.drift = null;
        tunnel.provisionedGeneration = tunnel.state() instanceof Absent ? 0 : tunnel.generation;
        tunnel.lastError = null;
        tunnel.lastErrorAt = null;
        return answers.succeed(request, tunnel)
                .chain(() -> request.kind == RequestKind.POOL ? stock.goOn() : Uni.createFrom().voidItem());
    }

    private Uni<Void> refuse(TunnelEntity tunnel, TunnelRequestEntity request, TunnelJob job, Refused refused) {
        error(tunnel, refused.detail());
        if (request.kind == RequestKind.POOL) {
            tunnel.state(job.work().state());
            return Uni.createFrom().voidItem();
        }
        if (!request.isOpen()) {
            return Uni.createFrom().voidItem();
        }
        if (request.failureReason != null) {
            // What was created cannot be taken back either. The sweep reports what is left.
            return answers.fail(request, request.failureReason, request.failureDetail + " What was created could not be removed: "
                    + refused.detail());
        }
        var standing = !request.kind.isProvision() || tunnel.provisionedGeneration > 0;
        var next = TunnelSaga.afterRefusal(job.work().state(), standing);
        tunnel.state(next);
        if (next.equals(job.work().state()) || next.isSettled()) {
            return answers.fail(request, refused.reason(), refused.detail());
        }
        request.failureReason = refused.reason();
        request.failureDetail = refused.detail();
        return Uni.createFrom().voidItem();
    }

    private void error(TunnelEntity tunnel, String detail) {
        tunnel.lastError = detail;
        tunnel.lastErrorAt = clock.instant();
    }

    private TunnelStepEntity line(TunnelRequestEntity request, TunnelJob job, StepOutcome outcome) {
        var line = new TunnelStepEntity();
        line.modelId = request.modelId;
        line.requestId = request.requestId;
        line.at = clock.instant();
        line.step = StoredState.of(job.work().state()).name();
        line.attempt = job.lease().attempts();
        if (outcome instanceof Refused refused) {
            line.outcome = refused.reason().name();
            line.detail = refused.detail();
        } else if (outcome instanceof Differs differs) {
            line.outcome = "DIFFERS";
            line.detail = differs.detail();
        } else {
            line.outcome = "DONE";
            line.detail = ((Advanced) outcome).detail();
        }
        return line;
    }
}
