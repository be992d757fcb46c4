package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/** Asks for the DNS record, the connections and the tunnel to go. Answered by {@link TunnelDeprovisioned} or {@link TunnelDeprovisioningFailed}. */
@MessageType("io.trestle.tunnel.deprovision.v1")
public record DeprovisionTunnel(String modelId, String tenant, String requestId) implements TunnelCommand {
}
