/**
 * The tunnel that leads to a model's worker, as this service sees it: requests to the adapter and its answers, the sealed credential,
 * and the files that cloudflared needs.
 */
@NullMarked
package io.trestle.clientapi.tunnel;

import org.jspecify.annotations.NullMarked;
