package io.trestle.cloudflare.tunnel;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.cloudflare.ownership.SecretVersion;
import io.trestle.cloudflare.saga.TunnelState.Provisioned;

/**
 * A model's tunnel as the table has it, for sweeps.
 *
 * @param provisioned it should stand, with this tunnel id and record id
 * @param busy something is asked of it: what stands may change at any moment
 * @param drift what the last sweep found wrong with it, or null
 * @param changedAt when it was last worked on: what was seen of it before says nothing
 * @param healthAt when its connectors were last looked at; the epoch for never
 */
public record KnownTunnel(String modelId, String tenant, String hostname, SecretVersion secret, @Nullable String tunnelId,
        @Nullable String recordId, boolean provisioned, boolean busy, @Nullable String drift, Instant changedAt,
        Instant healthAt) {

    static KnownTunnel of(TunnelEntity tunnel, boolean busy) {
        return new KnownTunnel(tunnel.modelId, tunnel.tenant, tunnel.hostname, tunnel.secret(), tunnel.tunnelId, tunnel.recordId,
                tunnel.state() instanceof Provisioned, busy, tunnel.drift, tunnel.updatedAt,
                tunnel.healthAt == null ? Instant.EPOCH : tunnel.healthAt);
    }

    /** Whether it should stand as it is, so that a difference means something. */
    public boolean isSettled() {
        return provisioned && !busy;
    }
}
