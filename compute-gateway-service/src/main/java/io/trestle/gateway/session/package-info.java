/** Sessions: what a signed-in wallet shows with every request. Signed, not stored; only their ends are. */
@NullMarked
package io.trestle.gateway.session;

import org.jspecify.annotations.NullMarked;
