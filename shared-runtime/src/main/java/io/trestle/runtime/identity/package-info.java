/** Who calls: an API key or a JWT becomes a {@link io.trestle.runtime.identity.Caller}. Everything is denied that is not {@code @Anonymous}. */
@NullMarked
package io.trestle.runtime.identity;

import org.jspecify.annotations.NullMarked;
