/**
 * The port and the proxy, without sign-in. Attacks and the tests that try them:
 * <table>
 * <caption>Attack and test</caption>
 * <tr><td>two lengths, transfer codings, bare line feeds, chunk extensions, hosts, targets</td><td>{@code MalformedRequestsTest}</td></tr>
 * <tr><td>upgrades other than WebSocket, {@code HTTP2-Settings}</td><td>{@code WebSocketTunnelTest}, {@code MalformedRequestsTest}</td></tr>
 * <tr><td>headers that {@code Connection} names, own credentials, {@code X-Forwarded-*}, loops</td><td>{@code ProxiedRequestsTest.Request}</td></tr>
 * <tr><td>cookies and headers of a service that reach beyond it, redirects, trailers</td><td>{@code ProxiedRequestsTest.Answer}</td></tr>
 * <tr><td>CORS answered by the gateway, with credentials (14)</td><td>{@code ProxiedRequestsTest.Answer}</td></tr>
 * <tr><td>answers that end early, or are none; a connection closed meanwhile</td><td>{@code FailingServicesTest}</td></tr>
 * <tr><td>slow heads</td><td>{@code MalformedRequestsTest.Slowloris}</td></tr>
 * <tr><td>readers that stall, half-closed connections, clients that leave</td><td>{@code StalledPeersTest}, {@code WebSocketTunnelTest}</td></tr>
 * <tr><td>frames and header blocks of HTTP/2 that are wrong</td><td>{@code H2specTest}</td></tr>
 * <tr><td>handshakes without end (12)</td><td>{@code RateLimitTest}</td></tr>
 * </table>
 * Those on signatures and sessions (1 to 11, 13, 15, 16) are in the package {@code greet} and {@code signature}.
 */
package io.trestle.gateway.edge;
