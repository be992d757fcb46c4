package io.trestle.model.tunnel;

import io.trestle.model.Message;

/** On {@code tunnel.commands.v1}. Each command is answered by exactly one terminal event that carries its {@link #requestId()}. */
public sealed interface TunnelCommand extends Message permits ProvisionTunnel, RotateTunnel, DeprovisionTunnel {

    /** The model that the tunnel leads to: a DNS label, also the tunnel's name and the first label of its hostname. */
    String modelId();

    /** The tenant that owns the model. */
    String tenant();

    /** Names this request among all others of the model; a repeated id is the same request. */
    String requestId();

    @Override
    default String key() {
        return modelId();
    }
}
