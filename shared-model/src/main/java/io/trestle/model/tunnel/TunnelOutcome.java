package io.trestle.model.tunnel;

/** Terminal: the answer to a {@link TunnelCommand}. Each command gets exactly one. */
public sealed interface TunnelOutcome extends OwnedTunnelEvent
        permits TunnelProvisioned, TunnelProvisioningFailed, TunnelRotated, TunnelRotationFailed, TunnelDeprovisioned,
        TunnelDeprovisioningFailed {

    /** {@link TunnelCommand#requestId()} of the command that this answers. */
    String requestId();
}
