package io.trestle.model.tunnel;

import io.trestle.model.Message;

/** On {@code tunnel.events.v1}. */
public sealed interface TunnelEvent extends Message
        permits TunnelOutcome, TunnelHealthChanged, TunnelDrifted {

    /** The model that the tunnel leads to. */
    String modelId();

    /** The tenant that owns the model. */
    String tenant();

    @Override
    default String key() {
        return modelId();
    }
}
