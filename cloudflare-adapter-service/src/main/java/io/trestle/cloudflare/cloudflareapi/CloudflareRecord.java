package io.trestle.cloudflare.cloudflareapi;

import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A DNS record as Cloudflare has it.
 *
 * @param name the whole name, in ASCII, for example {@code m4k2.example.org}
 * @param proxied a name that leads to a tunnel works only through Cloudflare's proxy
 */
@RegisterForReflection
public record CloudflareRecord(String id, String type, String name, String content, @Nullable Boolean proxied, @Nullable String comment) {

    private static final String TUNNEL_DOMAIN = ".cfargotunnel.com";

    public CloudflareRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(content, "content");
    }

    /** What a name that leads to this tunnel is a CNAME of. */
    public static String target(String tunnelId) {
        return tunnelId + TUNNEL_DOMAIN;
    }

    /** Whether the name leads to some tunnel, ours or not. */
    public boolean leadsToTunnel() {
        return "CNAME".equalsIgnoreCase(type) && content.toLowerCase(Locale.ROOT).endsWith(TUNNEL_DOMAIN);
    }

    /** Whether the name leads to this very tunnel, through the proxy. */
    public boolean leadsTo(String tunnelId) {
        return isCnameOf(tunnelId) && Boolean.TRUE.equals(proxied);
    }

    /** As {@link #leadsTo}, but perhaps past the proxy, where it cannot work. */
    public boolean isCnameOf(String tunnelId) {
        return leadsToTunnel() && content.equalsIgnoreCase(target(tunnelId));
    }
}
