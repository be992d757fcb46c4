/**
 * Hands requests to a service and its answers back: streamed both ways with back-pressure, over HTTP/1.1, HTTP/2 and WebSocket. It knows nothing
 * of wallets and sessions.
 */
@NullMarked
package io.trestle.gateway.proxy;

import org.jspecify.annotations.NullMarked;
