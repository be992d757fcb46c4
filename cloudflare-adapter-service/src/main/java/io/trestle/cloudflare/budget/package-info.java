/** The call budget that all replicas share: Cloudflare blocks everything for five minutes when it is overdrawn (facts, a7, rate limits). */
@NullMarked
package io.trestle.cloudflare.budget;

import org.jspecify.annotations.NullMarked;
