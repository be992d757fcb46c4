package io.trestle.cloudflare.cloudflareapi;

import java.net.URI;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which account and zone, with which credentials, and how patiently. */
@ConfigMapping(prefix = "trestle.cloudflare")
public interface CloudflareConfig {

    /** The API's base URL, without a slash at its end. The simulator's in the local stack. */
    @WithDefault("https://api.cloudflare.com/client/v4")
    URI apiUrl();

    /** Token that may edit Cloudflare Tunnels of the account ({@code CLOUDFLARE_API_TOKEN}). A secret. */
    String apiToken();

    /** Token that may edit DNS of the zone ({@code CLOUDFLARE_DNS_API_TOKEN}); the account's token where it is absent. A secret. */
    String dnsApiToken();

    /** The account that owns the tunnels ({@code CLOUDFLARE_ACCOUNT_ID}). */
    String accountId();

    /** The zone that the hostnames are in ({@code CLOUDFLARE_ZONE_ID}). */
    String zoneId();

    /** The name of that zone ({@code CLOUDFLARE_ZONE_NAME}), for example {@code example.org}: a model's hostname is one label before it. */
    String zoneName();

    /** How long a TCP and TLS handshake may take. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** How long one call may take altogether; past it the outcome is unknown and looked up. */
    @WithDefault("10s")
    Duration callTimeout();

    /** Calls in a row without an answer (or with a 5xx) after which a replica leaves Cloudflare alone for a while. Default 10. */
    @WithDefault("10")
    int circuitFailures();

    /** That while; then one call finds out. Default 5 seconds: an outage that is over is noticed soon, and costs few calls until then. */
    @WithDefault("5s")
    Duration circuitPause();

    /** Connections kept to the API; calls beyond wait for one. */
    @WithDefault("32")
    int connections();
}
