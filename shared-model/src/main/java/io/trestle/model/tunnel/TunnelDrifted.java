package io.trestle.model.tunnel;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * What stands at Cloudflare is not what was provisioned.
 *
 * @param detail one sentence: what was expected, what was found
 */
@MessageType("io.trestle.tunnel.drifted.v1")
public record TunnelDrifted(String modelId, String tenant, String detail, Instant observedAt) implements OwnedTunnelEvent {
}
