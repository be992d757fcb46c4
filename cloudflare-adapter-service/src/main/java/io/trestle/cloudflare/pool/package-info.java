/** Tunnels made ahead, so that a registration does not wait for Cloudflare: how many there are, and what their records say once they are somebody's. */
@NullMarked
package io.trestle.cloudflare.pool;

import org.jspecify.annotations.NullMarked;
