package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/**
 * A tunnel and its DNS record were made ahead, under an id that no model has yet. Whoever gives a new model this id gets its
 * {@link TunnelProvisioned} without a call to Cloudflare. May come again for the same id.
 *
 * @param modelId the id that is free to be drawn
 * @param hostname where the worker of that model will be reached
 */
@MessageType("io.trestle.tunnel.pooled.v1")
public record TunnelPooled(String modelId, String hostname) implements TunnelEvent {
}
