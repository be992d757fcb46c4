package io.trestle.cloudflare.saga;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.ownership.TunnelSecrets;
import io.trestle.cloudflare.saga.StepOutcome.Advanced;
import io.trestle.cloudflare.saga.TunnelState.RemovingRecord;
import io.trestle.cloudflare.saga.TunnelState.RemovingTunnel;

/** The record, then the connections, then the tunnel. What is not ours stays; what is gone already is as good as removed. */
final class Removal {

    private final CloudflareClient cloudflare;
    private final TunnelSecrets secrets;

    Removal(CloudflareClient cloudflare, TunnelSecrets secrets) {
        this.cloudflare = cloudflare;
        this.secrets = secrets;
    }

    Uni<StepOutcome> take(RemovingRecord state, TunnelWork work) {
        return cloudflare.findRecord(work.hostname()).chain(found -> {
            if (found == null) {
                return Uni.createFrom().item(new Advanced(state.removed(), "no record stands"));
            }
            if (!RecordEnsuring.isOurs(found, state.tunnelId(), work)) {
                return Uni.createFrom()
                        .item(new Advanced(state.removed(), "left alone: " + found.type() + " " + found.content() + " is not ours"));
            }
            return ifStanding(cloudflare.deleteRecord(found.id())).replaceWith(() -> new Advanced(state.removed(), "removed"));
        });
    }

    Uni<StepOutcome> take(RemovingTunnel state, TunnelWork work) {
        return state.tunnelId() != null
                ? remove(state, state.tunnelId())
                : find(work).chain(found -> found == null
                        ? Uni.createFrom().item(new Advanced(state.removed(), "no tunnel of ours stands"))
                        : remove(state, found));
    }

    private Uni<StepOutcome> remove(RemovingTunnel state, String tunnelId) {
        return ifStanding(cloudflare.dropConnections(tunnelId))
                .chain(() -> ifStanding(cloudflare.deleteTunnel(tunnelId)))
                // A connector came back in between: cut it off again, at the next attempt.
                .onFailure(failure -> CloudflareClient.isRefusal(failure, Kind.ACTIVE_CONNECTIONS))
                .transform(failure -> new CloudflareUnavailable(String.valueOf(failure.getMessage()), null))
                .replaceWith(() -> new Advanced(state.removed(), "removed"));
    }

    /** The id of the tunnel that has the model's name, if it is provably the model's. */
    private Uni<@Nullable String> find(TunnelWork work) {
        return cloudflare.findTunnel(work.tunnelName()).chain(found -> found == null
                ? Uni.createFrom().nullItem()
                : cloudflare.token(found.id())
                        .map(token -> secrets.prove(work.tenant(), work.modelId(), work.secret(), token.secretBytes()))
                        .map(proven -> proven == null ? null : found.id()))
                // The list may show for a while what was deleted.
                .onFailure(failure -> CloudflareClient.isRefusal(failure, Kind.NOT_FOUND)).recoverWithNull();
    }

    private static Uni<@Nullable Void> ifStanding(Uni<Void> removal) {
        return removal.onFailure(failure -> CloudflareClient.isRefusal(failure, Kind.NOT_FOUND)).recoverWithNull();
    }
}
