/** Tunnels of the simulated account, the connectors that serve them, and their operations ({@code /accounts/{id}/cfd_tunnel}). */
@NullMarked
package io.trestle.simulators.cloudflare.tunnel;

import org.jspecify.annotations.NullMarked;
