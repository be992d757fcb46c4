package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/** DNS record and tunnel are gone (or never were). */
@MessageType("io.trestle.tunnel.deprovisioned.v1")
public record TunnelDeprovisioned(String modelId, String tenant, String requestId) implements TunnelOutcome {
}
