package io.trestle.gateway.wallet;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * Where a wallet's requests go.
 *
 * @param host as in the {@code Host} header, without port
 * @param http2 whether the service speaks HTTP/2 (prior knowledge without TLS); gRPC is always sent so
 * @param guarded whether a user chose the host, so that its addresses must be checked
 */
public record Entrance(String deploymentId, boolean tls, String host, int port, boolean http2, boolean guarded) {

    /** From its stored form: {@code http}, {@code https} or {@code h2c}, host and port. */
    public static Entrance of(String deploymentId, String url, boolean guarded) {
        var uri = URI.create(url);
        var tls = "https".equals(uri.getScheme());
        return new Entrance(deploymentId, tls, uri.getHost(), uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort(),
                "h2c".equals(uri.getScheme()), guarded);
    }

    public String url() {
        return (http2 ? "h2c" : tls ? "https" : "http") + "://" + host + ":" + port;
    }

    /** Host and, unless it is the scheme's own, port. */
    public String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }

    /** Whether this is the same service, whichever deployment it belongs to. */
    public boolean leadsTo(@Nullable Entrance other) {
        return other != null && other.url().equals(url());
    }
}
