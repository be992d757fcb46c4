package io.trestle.model.tunnel;

import io.trestle.model.Message;

/** On {@code tunnel.events.v1}. */
public sealed interface TunnelEvent extends Message
        permits OwnedTunnelEvent, TunnelPooled {

    /** The model that the tunnel leads to, or will. */
    String modelId();

    @Override
    default String key() {
        return modelId();
    }
}
