package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/**
 * Asks for a new tunnel secret; connectors that run with the old one are cut off. Answered by {@link TunnelRotated} or {@link TunnelRotationFailed}.
 *
 * @param recipientKey as in {@link ProvisionTunnel}
 */
@MessageType("io.trestle.tunnel.rotate.v1")
public record RotateTunnel(String modelId, String tenant, String requestId, String recipientKey) implements TunnelCommand {
}
