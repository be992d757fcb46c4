/** {@code Idempotency-Key}: a request that is sent again does its work once. */
@NullMarked
package io.trestle.clientapi.idempotency;

import org.jspecify.annotations.NullMarked;
