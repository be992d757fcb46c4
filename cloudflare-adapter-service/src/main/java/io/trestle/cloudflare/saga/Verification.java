package io.trestle.cloudflare.saga;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRecord;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.cloudflareapi.CloudflareTunnel;
import io.trestle.cloudflare.saga.StepOutcome.Advanced;
import io.trestle.cloudflare.saga.StepOutcome.Differs;
import io.trestle.cloudflare.saga.TunnelState.Verifying;

/** Reads tunnel and record back, both at once: what is announced was seen. */
final class Verification {

    private final CloudflareClient cloudflare;

    Verification(CloudflareClient cloudflare) {
        this.cloudflare = cloudflare;
    }

    Uni<StepOutcome> take(Verifying state, TunnelWork work) {
        var tunnel = nullIfMissing(cloudflare.tunnel(state.tunnelId()));
        var record = nullIfMissing(cloudflare.record(state.recordId()));
        return Uni.combine().all().unis(tunnel, record).with((seenTunnel, seenRecord) -> {
            var difference = difference(state, work, seenTunnel, seenRecord);
            return difference == null ? new Advanced(state.verified(), "read back") : new Differs(state.differs(), difference);
        });
    }

    private static <T> Uni<@Nullable T> nullIfMissing(Uni<T> read) {
        return read.onFailure(failure -> CloudflareClient.isRefusal(failure, Kind.NOT_FOUND)).recoverWithNull();
    }

    private static @Nullable String difference(Verifying state, TunnelWork work, @Nullable CloudflareTunnel tunnel,
            @Nullable CloudflareRecord record) {
        if (tunnel == null || tunnel.isDeleted()) {
            return "The tunnel is gone.";
        }
        if (!tunnel.name().equals(work.tunnelName())) {
            return "The tunnel is named '" + tunnel.name() + "'.";
        }
        if (record == null || !record.name().equalsIgnoreCase(work.hostname())) {
            return "The DNS record is gone.";
        }
        return record.leadsTo(state.tunnelId())
                ? null
                : "The DNS record is a " + record.type() + " to " + record.content()
                        + (record.leadsToTunnel() ? ", perhaps not proxied." : ".");
    }
}
