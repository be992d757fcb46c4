package io.trestle.clientapi.tunnel;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * cloudflared's configuration file (JSON is YAML). The last ingress rule matches everything, as cloudflared demands.
 *
 * @param credentialsFile name of the file that holds the {@link CloudflaredCredential}, relative to where cloudflared starts
 */
public record CloudflaredConfig(@JsonProperty("tunnel") String tunnel, @JsonProperty("credentials-file") String credentialsFile,
        @JsonProperty("ingress") List<Rule> ingress) {

    static final String CREDENTIALS_FILE = "tunnel_credential.json";

    /** @param hostname null matches every hostname */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rule(@Nullable String hostname, String service) {
    }

    static CloudflaredConfig of(String tunnelId, String hostname, String service) {
        return new CloudflaredConfig(tunnelId, CREDENTIALS_FILE, List.of(new Rule(hostname, service), new Rule(null, "http_status:404")));
    }
}
