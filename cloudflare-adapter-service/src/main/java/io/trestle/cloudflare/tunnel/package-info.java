/**
 * Tunnels: commands in, what is asked for and how far it is in the database, one terminal event for each command out. The saga's steps run
 * between the transactions here, never inside one.
 */
@NullMarked
package io.trestle.cloudflare.tunnel;

import org.jspecify.annotations.NullMarked;
