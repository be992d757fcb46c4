/**
 * The Cloudflare API v4, as far as tunnels need it. {@link io.trestle.cloudflare.cloudflareapi.CloudflareClient} is the only way to it:
 * it asks the shared budget before each call and turns whatever comes back into a value, a refusal or "not now".
 */
@NullMarked
package io.trestle.cloudflare.cloudflareapi;

import org.jspecify.annotations.NullMarked;
