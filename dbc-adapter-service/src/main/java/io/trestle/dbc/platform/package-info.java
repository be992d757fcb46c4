/** Start-up and health of the service. */
@NullMarked
package io.trestle.dbc.platform;

import org.jspecify.annotations.NullMarked;
