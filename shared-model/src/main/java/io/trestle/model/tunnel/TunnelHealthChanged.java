package io.trestle.model.tunnel;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * The connectors of a tunnel changed.
 *
 * @param health what Cloudflare says of the tunnel now
 * @param connectors how many connectors (cloudflared processes) are attached
 * @param suspicious true where a connector came from an address that was not seen before while another one was attached: perhaps a stolen token
 */
@MessageType("io.trestle.tunnel.health-changed.v1")
public record TunnelHealthChanged(String modelId, String tenant, TunnelHealth health, int connectors, boolean suspicious,
        Instant observedAt)
        implements
            OwnedTunnelEvent {
}
