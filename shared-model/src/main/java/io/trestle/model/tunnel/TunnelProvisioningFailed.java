package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/**
 * The tunnel cannot be had, and trying again would not help.
 *
 * @param requestId of the {@link ProvisionTunnel} this answers
 * @param reason a stable code
 * @param detail one sentence that a person can act on: what stands in the way, and where
 */
@MessageType("io.trestle.tunnel.provisioning-failed.v1")
public record TunnelProvisioningFailed(String modelId, String tenant, String requestId, int generation, TunnelFailure reason, String detail)
        implements
            TunnelOutcome {
}
