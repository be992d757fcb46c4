/** Who signs tokens, where client-api does not run. */
@NullMarked
package io.trestle.simulators.identity;

import org.jspecify.annotations.NullMarked;
