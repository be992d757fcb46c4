package io.trestle.cloudflare.saga;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal;
import io.trestle.cloudflare.ownership.TunnelSecrets;
import io.trestle.cloudflare.saga.StepOutcome.Advanced;
import io.trestle.cloudflare.saga.TunnelState.ChangingSecret;
import io.trestle.cloudflare.saga.TunnelState.CuttingConnections;
import io.trestle.cloudflare.saga.TunnelState.EnsuringRecord;
import io.trestle.cloudflare.saga.TunnelState.EnsuringTunnel;
import io.trestle.cloudflare.saga.TunnelState.RemovingRecord;
import io.trestle.cloudflare.saga.TunnelState.RemovingTunnel;
import io.trestle.cloudflare.saga.TunnelState.Verifying;

/** Takes the step that a tunnel's state asks for. */
@ApplicationScoped
public class TunnelSaga {

    private final Steps hurried;
    private final Steps unhurried;

    TunnelSaga(CloudflareClient cloudflare, TunnelSecrets secrets) {
        hurried = Steps.of(cloudflare, secrets);
        unhurried = Steps.of(cloudflare.forSweeps(), secrets);
    }

    /**
     * Makes the external calls of one step.
     *
     * @return fails with {@link io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable} where the step has to be taken again later
     */
    public Uni<StepOutcome> step(TunnelWork work) {
        return (work.hurried() ? hurried : unhurried).take(work)
                .onFailure(CloudflareRefusal.class).recoverWithItem(failure -> StepOutcome.refused((CloudflareRefusal) failure));
    }

    /**
     * The state from which a refused request goes on before it is answered: what this request created is taken back, what it found is left.
     *
     * @param standing whether the tunnel was provisioned before this request
     */
    public static TunnelState afterRefusal(TunnelState state, boolean standing) {
        if (standing) {
            return state;
        }
        if (state instanceof EnsuringTunnel ensuring) {
            return ensuring.givenUp();
        }
        return state instanceof EnsuringRecord ensuring ? ensuring.takenBack() : state;
    }

    private record Steps(TunnelEnsuring tunnelEnsuring, RecordEnsuring recordEnsuring, Verification verification,
            SecretRotation secretRotation, Removal removal) {

        static Steps of(CloudflareClient cloudflare, TunnelSecrets secrets) {
            return new Steps(new TunnelEnsuring(cloudflare, secrets), new RecordEnsuring(cloudflare), new Verification(cloudflare),
                    new SecretRotation(cloudflare, secrets), new Removal(cloudflare, secrets));
        }

        Uni<StepOutcome> take(TunnelWork work) {
            var state = work.state();
            if (state instanceof EnsuringTunnel ensuring) {
                return tunnelEnsuring.take(ensuring, work);
            }
            if (state instanceof EnsuringRecord ensuring) {
                return recordEnsuring.take(ensuring, work);
            }
            if (state instanceof Verifying verifying) {
                return verification.take(verifying, work);
            }
            if (state instanceof ChangingSecret changing) {
                return secretRotation.take(changing, work);
            }
            if (state instanceof CuttingConnections cutting) {
                return secretRotation.take(cutting);
            }
            if (state instanceof RemovingRecord removing) {
                return removal.take(removing, work);
            }
            if (state instanceof RemovingTunnel removing) {
                return removal.take(removing, work);
            }
            return Uni.createFrom().item(new Advanced(state, "nothing to do"));
        }
    }
}
