package io.trestle.cloudflare.saga;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRecord;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.ownership.ManagedComment;
import io.trestle.cloudflare.saga.StepOutcome.Advanced;
import io.trestle.cloudflare.saga.StepOutcome.Refused;
import io.trestle.cloudflare.saga.TunnelState.EnsuringRecord;
import io.trestle.model.tunnel.TunnelFailure;

/** A proxied CNAME from the model's hostname to its tunnel. A record that is not ours is never touched. */
final class RecordEnsuring {

    private final CloudflareClient cloudflare;

    RecordEnsuring(CloudflareClient cloudflare) {
        this.cloudflare = cloudflare;
    }

    Uni<StepOutcome> take(EnsuringRecord state, TunnelWork work) {
        return work.untried()
                ? create(state, work)
                : cloudflare.findRecord(work.hostname()).chain(found -> found == null ? create(state, work) : compare(state, work, found));
    }

    private Uni<StepOutcome> create(EnsuringRecord state, TunnelWork work) {
        return cloudflare.createRecord(work.hostname(), state.tunnelId(), work.comment())
                .<StepOutcome>map(created -> new Advanced(state.ensured(created.id()), "created"))
                .onFailure(failure -> CloudflareClient.isRefusal(failure, Kind.RECORD_EXISTS)).recoverWithUni(() -> lookAgain(state, work));
    }

    private Uni<StepOutcome> lookAgain(EnsuringRecord state, TunnelWork work) {
        return cloudflare.findRecord(work.hostname())
                .onItem().ifNull().failWith(() -> new CloudflareUnavailable("The hostname is taken, but no list shows by what", null))
                .chain(found -> compare(state, work, found));
    }

    private Uni<StepOutcome> compare(EnsuringRecord state, TunnelWork work, CloudflareRecord found) {
        if (found.leadsTo(state.tunnelId())) {
            return Uni.createFrom().item(new Advanced(state.ensured(found.id()), "stood already"));
        }
        if (isOurs(found, state.tunnelId(), work)) {
            return cloudflare.changeRecord(found.id(), work.hostname(), state.tunnelId(), work.comment())
                    .<StepOutcome>map(
                            changed -> new Advanced(state.ensured(changed.id()), "pointed to the tunnel; it was at " + found.content()))
                    .onFailure(failure -> CloudflareClient.isRefusal(failure, Kind.NOT_FOUND))
                    .transform(failure -> new CloudflareUnavailable("The record that the list shows was deleted", null));
        }
        return Uni.createFrom().item(new Refused(TunnelFailure.HOSTNAME_TAKEN, "A DNS record that is not ours stands at " + work.hostname()
                + " (" + found.type() + " " + found.content() + "). Delete it, or use another model id."));
    }

    /** It leads to the model's tunnel, or to some tunnel and says in its comment that it is the model's. */
    static boolean isOurs(CloudflareRecord found, @Nullable String tunnelId, TunnelWork work) {
        if (tunnelId != null && found.isCnameOf(tunnelId)) {
            return true;
        }
        var comment = ManagedComment.parse(found.comment());
        return found.leadsToTunnel() && comment != null && comment.belongsTo(work.modelId(), work.hostname());
    }
}
