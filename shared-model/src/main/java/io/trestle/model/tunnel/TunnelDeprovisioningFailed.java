package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/** Something of the tunnel is left; the detail says what. Members as in {@link TunnelProvisioningFailed}. */
@MessageType("io.trestle.tunnel.deprovisioning-failed.v1")
public record TunnelDeprovisioningFailed(String modelId, String tenant, String requestId, TunnelFailure reason, String detail)
        implements
            TunnelOutcome {
}
