/** cloudflared's ingress rules: what a worker's configuration may say (facts, a7, cloudflared files). Pure functions. */
@NullMarked
package io.trestle.cloudflare.ingress;

import org.jspecify.annotations.NullMarked;
