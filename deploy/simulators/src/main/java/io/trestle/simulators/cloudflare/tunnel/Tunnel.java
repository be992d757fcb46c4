package io.trestle.simulators.cloudflare.tunnel;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A tunnel, live or deleted.
 *
 * @param id UUID
 * @param deletedAt null while it lives
 * @param activeSince when its first connector came, or null without one
 * @param inactiveSince when its last connector went (first: its creation), or null with one
 * @param connectedOnce whether it ever had a connector
 * @param configVersion how often a configuration was put; −1 for never
 * @param config of {@code config_src=cloudflare}, or null
 * @param listedFrom lists do not show it before
 * @param listedAsLiveUntil lists still show it as live until then, after a delete that lags; null otherwise
 */
public record Tunnel(String id, String name, TunnelSecret secret, ConfigSource configSource, Instant createdAt, @Nullable Instant deletedAt,
        @Nullable Instant activeSince, @Nullable Instant inactiveSince, boolean connectedOnce, int configVersion,
        @Nullable Map<String, Object> config, Instant listedFrom, @Nullable Instant listedAsLiveUntil) {

    static Tunnel created(String id, String name, TunnelSecret secret, ConfigSource configSource, Instant now, Instant listedFrom) {
        return new Tunnel(id, name, secret, configSource, now, null, null, now, false, -1, null, listedFrom, null);
    }

    @JsonIgnore
    public boolean isDeleted() {
        return deletedAt != null;
    }

    Tunnel deleted(Instant now, Instant listedUntil) {
        return new Tunnel(id, name, secret, configSource, createdAt, now, null, inactiveSince == null ? now : inactiveSince, connectedOnce,
                configVersion, config, listedFrom, listedUntil);
    }

    Tunnel changed(String newName, TunnelSecret newSecret) {
        return new Tunnel(id, newName, newSecret, configSource, createdAt, deletedAt, activeSince, inactiveSince, connectedOnce,
                configVersion, config, listedFrom, listedAsLiveUntil);
    }

    Tunnel configured(Map<String, Object> newConfig) {
        return new Tunnel(id, name, secret, configSource, createdAt, deletedAt, activeSince, inactiveSince, connectedOnce,
                configVersion + 1, newConfig, listedFrom, listedAsLiveUntil);
    }

    Tunnel connected(Instant now) {
        return new Tunnel(id, name, secret, configSource, createdAt, deletedAt, activeSince == null ? now : activeSince, null, true,
                configVersion, config, listedFrom, listedAsLiveUntil);
    }

    Tunnel disconnected(Instant now) {
        return new Tunnel(id, name, secret, configSource, createdAt, deletedAt, null, now, connectedOnce, configVersion, config, listedFrom,
                listedAsLiveUntil);
    }

    /** As lists show it at a moment, or null when they do not show it yet. */
    @Nullable
    Tunnel inLists(Instant now) {
        if (now.isBefore(listedFrom)) {
            return null;
        }
        if (listedAsLiveUntil == null || !now.isBefore(listedAsLiveUntil)) {
            return this;
        }
        return new Tunnel(id, name, secret, configSource, createdAt, null, activeSince, inactiveSince, connectedOnce, configVersion, config,
                listedFrom, null);
    }
}
