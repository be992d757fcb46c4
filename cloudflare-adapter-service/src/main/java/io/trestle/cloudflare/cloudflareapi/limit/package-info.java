/** Whether a call may go out: the budget that all replicas share, and the circuit of this one. */
@NullMarked
package io.trestle.cloudflare.cloudflareapi.limit;

import org.jspecify.annotations.NullMarked;
