/** Start-up and health of the service. */
@NullMarked
package io.trestle.comfy.platform;

import org.jspecify.annotations.NullMarked;
