package io.trestle.clientapi.tunnel;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.trestle.model.tunnel.TunnelCredential;
import io.vertx.core.json.JsonObject;

/**
 * cloudflared's credentials file. {@code TunnelSecret} is what cloudflared runs with; {@code token} carries the same for
 * {@code --token} and {@code --token-file}; cloudflared ignores {@code TunnelName} and {@code token} in the file.
 *
 * @param token standard base64 of {@code {"a":account,"t":tunnel id,"s":secret}}
 */
@JsonPropertyOrder({"AccountTag", "TunnelID", "TunnelName", "token", "TunnelSecret"})
public record CloudflaredCredential(@JsonProperty("AccountTag") String accountTag, @JsonProperty("TunnelID") String tunnelId,
        @JsonProperty("TunnelName") String tunnelName, @JsonProperty("token") String token,
        @JsonProperty("TunnelSecret") String tunnelSecret) {

    static CloudflaredCredential of(TunnelCredential credential) {
        var token = new JsonObject().put("a", credential.accountTag()).put("t", credential.tunnelId()).put("s", credential.tunnelSecret());
        return new CloudflaredCredential(credential.accountTag(), credential.tunnelId(), credential.tunnelName(),
                Base64.getEncoder().encodeToString(token.encode().getBytes(StandardCharsets.UTF_8)), credential.tunnelSecret());
    }

    /** Without token and secret, which must reach no log. */
    @Override
    public String toString() {
        return "CloudflaredCredential[tunnelId=" + tunnelId + "]";
    }
}
