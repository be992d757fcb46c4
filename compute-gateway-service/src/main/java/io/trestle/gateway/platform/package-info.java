/** Start-up and health of the service. */
@NullMarked
package io.trestle.gateway.platform;

import org.jspecify.annotations.NullMarked;
