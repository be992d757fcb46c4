/** After total loss: the table of tunnels from Cloudflare alone. */
@NullMarked
package io.trestle.cloudflare.rebuild;

import org.jspecify.annotations.NullMarked;
