/** A tunnel's credential on its way to the one who may read it. */
@NullMarked
package io.trestle.cloudflare.credential;

import org.jspecify.annotations.NullMarked;
