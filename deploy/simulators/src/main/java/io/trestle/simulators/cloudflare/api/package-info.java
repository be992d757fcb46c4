/** What all operations of the Cloudflare API v4 share: envelope, errors, credentials, rate limit, routing, the written contract. */
@NullMarked
package io.trestle.simulators.cloudflare.api;

import org.jspecify.annotations.NullMarked;
