package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/**
 * Asks for a tunnel and a DNS record that lead to a model's worker. Answered by {@link TunnelProvisioned} or {@link TunnelProvisioningFailed}.
 *
 * @param generation counts the lives of the model's tunnel from 1; a tunnel provisioned anew after a teardown gets the next one
 * @param service what the worker's cloudflared forwards to: a URL without a path, for example {@code http://localhost:3009}
 * @param recipientKey the public key (JWK, EC P-256, as JSON text) that the credential in the answer is encrypted to
 */
@MessageType("io.trestle.tunnel.provision.v1")
public record ProvisionTunnel(String modelId, String tenant, String requestId, int generation, String service, String recipientKey)
        implements
            TunnelCommand {
}
