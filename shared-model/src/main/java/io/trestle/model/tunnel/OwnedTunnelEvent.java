package io.trestle.model.tunnel;

/** About the tunnel of a tenant's model. */
public sealed interface OwnedTunnelEvent extends TunnelEvent
        permits TunnelOutcome, TunnelHealthChanged, TunnelDrifted {

    /** The tenant that owns the model. */
    String tenant();
}
