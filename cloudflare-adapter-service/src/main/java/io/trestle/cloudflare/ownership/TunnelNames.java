package io.trestle.cloudflare.ownership;

import java.util.Set;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.trestle.cloudflare.cloudflareapi.CloudflareConfig;

/** What a model's tunnel and hostname are called: both follow from the model's id. */
@ApplicationScoped
public class TunnelNames {

    /** In place of a tenant: the pool's. No tenant can be called so. */
    public static final String NOBODY = "";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    /** cloudflared takes such a name for a tunnel's id, and refuses it. */
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** Names that mean something else to browsers, mail servers, people or our own paths. */
    private static final Set<String> RESERVED = Set.of("www", "api", "mail", "smtp", "imap", "pop", "ftp", "ns", "ns1", "ns2", "mx",
            "admin", "drift", "budget", "rebuild", "autodiscover", "autoconfig", "localhost", "wpad", "isatap");
    private static final Pattern TENANT = Pattern.compile("[\\x21-\\x7e&&[^;]]{1,64}");

    private final String zone;

    TunnelNames(CloudflareConfig config) {
        this.zone = config.zoneName();
    }

    public String tunnelName(String modelId) {
        return modelId;
    }

    public String hostname(String modelId) {
        return modelId + "." + zone;
    }

    /** The model that a hostname of the zone stands for. */
    public @Nullable String modelOf(String hostname) {
        var suffix = "." + zone;
        var model = hostname.endsWith(suffix) ? hostname.substring(0, hostname.length() - suffix.length()) : "";
        return LABEL.matcher(model).matches() ? model : null;
    }

    /** Why no tunnel can be called so; null where one can. */
    public static @Nullable String whyImpossible(String modelId, String tenant) {
        if (!LABEL.matcher(modelId).matches()) {
            return "The model id is not a DNS label (a-z, 0-9 and inner hyphens, at most 63 characters).";
        }
        if (UUID.matcher(modelId).matches()) {
            return "The model id looks like a UUID, which cloudflared refuses as a tunnel name.";
        }
        if (RESERVED.contains(modelId) || modelId.startsWith("xn--")) {
            return "The model id is a reserved hostname.";
        }
        return TENANT.matcher(tenant).matches() ? null : "The tenant is not 1 to 64 printable ASCII characters without ';'.";
    }
}
