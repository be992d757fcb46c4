package io.trestle.model.tunnel;

/**
 * What cloudflared needs to run a tunnel: the plain text inside the JWE of {@link TunnelProvisioned} and {@link TunnelRotated}.
 * The token follows from the other members: standard base64 of {@code {"a":account,"t":tunnel id,"s":secret}}.
 *
 * @param accountTag Cloudflare's account id
 * @param tunnelSecret standard base64 of at least 32 bytes
 */
public record TunnelCredential(String accountTag, String tunnelId, String tunnelName, String tunnelSecret) {

    /** Without the secret, which must reach no log. */
    @Override
    public String toString() {
        return "TunnelCredential[tunnelId=" + tunnelId + ", tunnelName=" + tunnelName + "]";
    }
}
