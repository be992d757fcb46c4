package io.trestle.cloudflare.tunnel;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.trestle.cloudflare.ownership.SecretVersion;
import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.cloudflare.saga.StepOutcome.Refused;
import io.trestle.cloudflare.saga.TunnelState;
import io.trestle.cloudflare.saga.TunnelState.Provisioned;
import io.trestle.cloudflare.saga.TunnelWork;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.runtime.lease.Lease;

/**
 * A request that a worker is at, and what its next step needs to know.
 *
 * @param refused set where no step can help: there is nothing to rotate
 */
record TunnelJob(Lease lease, long requestSeq, TunnelWork work, @Nullable Refused refused) {

    /** The state of a request that is not begun yet follows from the tunnel's and from what is asked. */
    static TunnelJob of(Lease lease, TunnelEntity tunnel, TunnelRequestEntity request, TunnelNames names) {
        var provision = request.kind.isProvision() && !request.begun;
        var state = request.begun ? tunnel.state() : begin(tunnel, request);
        var secret = provision && request.generation != tunnel.generation ? new SecretVersion(request.generation, 0) : tunnel.secret();
        var work = new TunnelWork(tunnel.modelId, provision ? request.tenant : tunnel.tenant, names.tunnelName(tunnel.modelId),
                tunnel.hostname,
                secret, state, request.kind != RequestKind.POOL,
                lease.attempts() == 1 && !request.begun && request.kind != RequestKind.REPAIR);
        var impossible = request.kind == RequestKind.ROTATE && state.rotate() == null;
        return new TunnelJob(lease, Objects.requireNonNull(request.seq), work,
                impossible ? new Refused(TunnelFailure.NOT_FOUND, "The model has no tunnel that stands.") : null);
    }

    boolean isForPool() {
        return !work.hurried();
    }

    /** The same request, one step on. */
    TunnelJob continuing(TunnelJob before) {
        return new TunnelJob(lease, requestSeq, work.untriedAs(before.work), refused);
    }

    private static TunnelState begin(TunnelEntity tunnel, TunnelRequestEntity request) {
        var state = tunnel.state();
        return switch (request.kind) {
            case PROVISION -> state instanceof Provisioned standing && tunnel.generation == request.generation
                    ? standing.confirm()
                    : state.provision();
            case REPAIR, POOL -> state.provision();
            case ROTATE -> Objects.requireNonNullElse(state.rotate(), state);
            case DEPROVISION -> state.deprovision();
        };
    }
}
