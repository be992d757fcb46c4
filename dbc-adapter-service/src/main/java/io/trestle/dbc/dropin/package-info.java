/**
 * The DBC client node's own API at this address: the same calls, bodies and envelope, so that an existing client only changes its address. What the
 * node would ignore, corrupt or pass to a shell is refused, and whose VM it is is looked at where the node does not.
 */
@NullMarked
package io.trestle.dbc.dropin;

import org.jspecify.annotations.NullMarked;
