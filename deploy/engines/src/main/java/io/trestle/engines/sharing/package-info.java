/** One background process with both engines for all test JVMs of a checkout; it ends by itself when nobody uses it any more. */
@NullMarked
package io.trestle.engines.sharing;

import org.jspecify.annotations.NullMarked;
