/** Webhooks to applications by the Standard Webhooks specification: signed, repeated by its schedule, logged, and sent again on demand. */
@NullMarked
package io.trestle.clientapi.outboundwebhook;

import org.jspecify.annotations.NullMarked;
