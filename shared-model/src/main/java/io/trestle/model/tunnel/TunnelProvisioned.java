package io.trestle.model.tunnel;

import io.trestle.model.MessageType;

/**
 * Tunnel and DNS record stand and were read back.
 *
 * @param requestId of the {@link ProvisionTunnel} this answers
 * @param tunnelId Cloudflare's id of the tunnel (a UUID)
 * @param hostname where the worker is reached, for example {@code m4k2.example.org}
 * @param service what the worker's cloudflared forwards to
 * @param credential a compact JWE (ECDH-ES+A256KW, A256GCM) to the command's {@code recipientKey}; its plain text is a {@link TunnelCredential}
 */
@MessageType("io.trestle.tunnel.provisioned.v1")
public record TunnelProvisioned(String modelId, String tenant, String requestId, int generation, String tunnelId, String hostname,
        String service, String credential) implements TunnelOutcome {
}
