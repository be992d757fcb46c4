/** Start-up and health of the service. */
@NullMarked
package io.trestle.cloudflare.platform;

import org.jspecify.annotations.NullMarked;
