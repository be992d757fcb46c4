/**
 * The port: servers on each event loop, strict about what a request may look like. Handshakes go to {@code greet}, all else is proxied.
 * It does not pass through Quarkus' router, whose filters, body handling and contexts are for services that answer themselves.
 */
@NullMarked
package io.trestle.gateway.edge;

import org.jspecify.annotations.NullMarked;
