package io.trestle.cloudflare.ingress;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One rule of a cloudflared configuration: requests that match go to the service.
 *
 * @param hostname which host, perhaps with a leading {@code *.}; null or empty for any
 * @param path a Go regular expression; null or empty for any
 * @param service a URL without a path, {@code http_status:nnn}, or one of cloudflared's own services
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngressRule(@Nullable String hostname, @Nullable String path, String service) {

    boolean isCatchAll() {
        return (hostname == null || hostname.isEmpty() || hostname.equals("*")) && (path == null || path.isEmpty());
    }
}
