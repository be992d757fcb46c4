/** Start-up and health of the service. */
@NullMarked
package io.trestle.clientapi.platform;

import org.jspecify.annotations.NullMarked;
