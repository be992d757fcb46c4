/** Looks at Cloudflare on its own account, with calls that nobody waits for: who is connected, what drifted, what belongs to nobody. */
@NullMarked
package io.trestle.cloudflare.sweep;

import org.jspecify.annotations.NullMarked;
