package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/**
 * The tunnel has a new secret, and connectors of the old one were cut off.
 *
 * @param requestId of the {@link RotateTunnel} this answers
 * @param credential as in {@link TunnelProvisioned}
 */
@MessageType("io.trestle.tunnel.rotated.v1")
public record TunnelRotated(String modelId, String tenant, String requestId, String tunnelId, String hostname, String credential)
        implements
            TunnelOutcome {
}
