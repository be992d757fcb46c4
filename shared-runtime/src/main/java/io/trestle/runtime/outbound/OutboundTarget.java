package io.trestle.runtime.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/**
 * An address that {@link OutboundGuard} let pass. Connect through {@link #pin}, so that no name is resolved a second time.
 *
 * @param uri as it was given
 * @param host canonical: ASCII, lower case, without a trailing dot; an IP address in its usual form, IPv6 without brackets
 * @param addresses all that the host resolved to, each checked
 */
public record OutboundTarget(URI uri, String host, int port, boolean tls, List<InetAddress> addresses) {

    /** Lets a request, or a WebSocket, go to one of the addresses, while Host header and certificate check keep the name. */
    public <O extends RequestOptions> O pin(O options, InetAddress address) {
        options.setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(host.indexOf(':') < 0 ? host : "[" + host + "]")
                .setPort(port)
                .setSsl(tls)
                .setURI(requestTarget());
        return options;
    }

    /** Scheme, host and port: what decides whether credentials may go along. */
    String origin() {
        return tls + "|" + host + "|" + port;
    }

    private String requestTarget() {
        var path = uri.getRawPath();
        var query = uri.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }
}
