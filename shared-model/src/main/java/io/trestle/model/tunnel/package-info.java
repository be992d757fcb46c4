/** Tunnels and their DNS records: commands to cloudflare-adapter, and the events it answers with. Keyed by model id. */
@NullMarked
package io.trestle.model.tunnel;

import org.jspecify.annotations.NullMarked;
