package io.trestle.cloudflare.saga;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.ownership.TunnelSecrets;
import io.trestle.cloudflare.saga.StepOutcome.Advanced;
import io.trestle.cloudflare.saga.StepOutcome.Refused;
import io.trestle.cloudflare.saga.TunnelState.ChangingSecret;
import io.trestle.cloudflare.saga.TunnelState.CuttingConnections;
import io.trestle.model.tunnel.TunnelFailure;

/** The next secret, then no connector that runs with another. Both calls may be made any number of times: the secret is derived. */
final class SecretRotation {

    private final CloudflareClient cloudflare;
    private final TunnelSecrets secrets;

    SecretRotation(CloudflareClient cloudflare, TunnelSecrets secrets) {
        this.cloudflare = cloudflare;
        this.secrets = secrets;
    }

    Uni<StepOutcome> take(ChangingSecret state, TunnelWork work) {
        var next = secrets.secret(work.tenant(), work.modelId(), work.secret().next());
        return cloudflare.changeTunnel(state.tunnelId(), work.tunnelName(), next)
                .<StepOutcome>map(changed -> new Advanced(state.changed(), "changed"))
                .onFailure(SecretRotation::isGone).recoverWithItem(SecretRotation::gone);
    }

    Uni<StepOutcome> take(CuttingConnections state) {
        return cloudflare.dropConnections(state.tunnelId())
                .<StepOutcome>replaceWith(() -> new Advanced(state.cut(), "cut off"))
                .onFailure(SecretRotation::isGone).recoverWithItem(SecretRotation::gone);
    }

    private static boolean isGone(Throwable failure) {
        return CloudflareClient.isRefusal(failure, Kind.NOT_FOUND);
    }

    private static StepOutcome gone() {
        return new Refused(TunnelFailure.NOT_FOUND,
                "The tunnel was deleted at Cloudflare. Repair it, which also gives it a new credential.");
    }
}
