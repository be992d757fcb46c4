/**
 * Calls to addresses that a user supplied (webhooks, manifests, worker hostnames). They could name our own network, the cloud's metadata
 * service, or a name whose address changes after it was checked; here they reach public addresses only, and exactly those that were checked.
 */
@NullMarked
package io.trestle.runtime.outbound;

import org.jspecify.annotations.NullMarked;
