package io.trestle.cloudflare.saga;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** The column that a {@link TunnelState} is kept in; the ids are columns of their own. */
public enum StoredState {
    ABSENT, ENSURING_TUNNEL, ENSURING_RECORD, VERIFYING, PROVISIONED, CHANGING_SECRET, CUTTING_CONNECTIONS, REMOVING_RECORD,
    REMOVING_TUNNEL;

    public static StoredState of(TunnelState state) {
        return valueOf(state.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }

    public TunnelState with(@Nullable String tunnelId, @Nullable String recordId) {
        return switch (this) {
            case ABSENT -> new TunnelState.Absent();
            case ENSURING_TUNNEL -> new TunnelState.EnsuringTunnel();
            case ENSURING_RECORD -> new TunnelState.EnsuringRecord(known(tunnelId));
            case VERIFYING -> new TunnelState.Verifying(known(tunnelId), known(recordId));
            case PROVISIONED -> new TunnelState.Provisioned(known(tunnelId), known(recordId));
            case CHANGING_SECRET -> new TunnelState.ChangingSecret(known(tunnelId), known(recordId));
            case CUTTING_CONNECTIONS -> new TunnelState.CuttingConnections(known(tunnelId), known(recordId));
            case REMOVING_RECORD -> new TunnelState.RemovingRecord(tunnelId);
            case REMOVING_TUNNEL -> new TunnelState.RemovingTunnel(tunnelId);
        };
    }

    private String known(@Nullable String id) {
        if (id == null) {
            throw new IllegalStateException("A tunnel in state " + this + " lacks an id");
        }
        return id;
    }
}
