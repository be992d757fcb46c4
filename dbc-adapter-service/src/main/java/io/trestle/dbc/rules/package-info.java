/**
 * What may be said to a DBC node. The node ignores, corrupts or hands to a shell what it does not expect, so everything is checked here, before
 * it leaves, by grammars that name what is allowed. Pure functions; both surfaces use them.
 */
@NullMarked
package io.trestle.dbc.rules;

import org.jspecify.annotations.NullMarked;
