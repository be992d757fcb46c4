package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/** The tunnel keeps its secret. Members as in {@link TunnelProvisioningFailed}. */
@MessageType("io.trestle.tunnel.rotation-failed.v1")
public record TunnelRotationFailed(String modelId, String tenant, String requestId, TunnelFailure reason, String detail)
        implements
            TunnelOutcome {
}
