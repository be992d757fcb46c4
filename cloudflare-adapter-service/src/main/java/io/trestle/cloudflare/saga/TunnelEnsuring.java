package io.trestle.cloudflare.saga;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.cloudflareapi.CloudflareTunnel;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.cloudflareapi.TunnelToken;
import io.trestle.cloudflare.ownership.TunnelSecrets;
import io.trestle.cloudflare.saga.StepOutcome.Advanced;
import io.trestle.cloudflare.saga.StepOutcome.Refused;
import io.trestle.cloudflare.saga.TunnelState.EnsuringTunnel;
import io.trestle.model.tunnel.TunnelFailure;

/**
 * Exactly one live tunnel of the model's name, with the model's secret.
 *
 * <p>The first attempt writes at once: a name is unique among live tunnels, so a tunnel that stands after all is a refusal (1013), not a
 * second one. Every later attempt may follow one that had its effect unseen, and looks first.
 */
final class TunnelEnsuring {

    private final CloudflareClient cloudflare;
    private final TunnelSecrets secrets;

    TunnelEnsuring(CloudflareClient cloudflare, TunnelSecrets secrets) {
        this.cloudflare = cloudflare;
        this.secrets = secrets;
    }

    Uni<StepOutcome> take(EnsuringTunnel state, TunnelWork work) {
        return work.untried()
                ? create(state, work)
                : cloudflare.findTunnel(work.tunnelName())
                        .chain(found -> found == null ? create(state, work) : adopt(state, work, found));
    }

    private Uni<StepOutcome> create(EnsuringTunnel state, TunnelWork work) {
        var secret = secrets.secret(work.tenant(), work.modelId(), work.secret());
        return cloudflare.createTunnel(work.tunnelName(), secret)
                .<StepOutcome>map(created -> new Advanced(state.ensured(created.id()), "created"))
                .onFailure(failure -> CloudflareClient.isRefusal(failure, Kind.NAME_EXISTS)).recoverWithUni(() -> lookAgain(state, work));
    }

    private Uni<StepOutcome> lookAgain(EnsuringTunnel state, TunnelWork work) {
        return cloudflare.findTunnel(work.tunnelName())
                // Lists lag behind what was just created or deleted (facts, g).
                .onItem().ifNull().failWith(() -> new CloudflareUnavailable("The tunnel's name is taken, but no list shows by what", null))
                .chain(found -> adopt(state, work, found));
    }

    private Uni<StepOutcome> adopt(EnsuringTunnel state, TunnelWork work, CloudflareTunnel found) {
        return cloudflare.token(found.id()).chain(token -> {
            var version = secrets.prove(work.tenant(), work.modelId(), work.secret(), token.secretBytes());
            if (version == null || !token.tunnelId().equals(found.id())) {
                return Uni.createFrom().item(nameTaken(work, found));
            }
            return version.equals(work.secret())
                    ? Uni.createFrom().item(new Advanced(state.ensured(found.id()), "adopted"))
                    : renew(state, work, token);
        });
    }

    /** Ours, of an earlier life or from before a rotation: whoever runs with the old secret is cut off. */
    private Uni<StepOutcome> renew(EnsuringTunnel state, TunnelWork work, TunnelToken old) {
        var secret = secrets.secret(work.tenant(), work.modelId(), work.secret());
        return cloudflare.changeTunnel(old.tunnelId(), work.tunnelName(), secret)
                .chain(() -> cloudflare.dropConnections(old.tunnelId()))
                .replaceWith(() -> new Advanced(state.ensured(old.tunnelId()), "adopted, with a new secret"));
    }

    /** A list may show for a while what was deleted. */
    private static CloudflareUnavailable goneMeanwhile() {
        return new CloudflareUnavailable("The tunnel that the list shows was deleted", null);
    }

    private static Refused nameTaken(TunnelWork work, CloudflareTunnel found) {
        return new Refused(TunnelFailure.NAME_TAKEN,
                "A tunnel named '" + work.tunnelName() + "' that is not ours stands in the account (id "
                        + found.id() + "). Delete or rename it, or use another model id.");
    }
}
