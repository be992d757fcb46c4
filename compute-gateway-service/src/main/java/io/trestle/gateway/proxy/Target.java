package io.trestle.gateway.proxy;

import java.util.List;

import io.vertx.core.net.SocketAddress;

/**
 * A service to hand requests to.
 *
 * @param authority for the {@code Host} header
 * @param addresses to try, in this order
 */
public record Target(boolean tls, String host, int port, String authority, boolean http2, List<SocketAddress> addresses) {
}
