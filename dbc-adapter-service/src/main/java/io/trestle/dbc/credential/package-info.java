/** Renters' credentials: stored sealed, used to sign each call to their node, and watched: as long as the node takes one, there is a rental. */
@NullMarked
package io.trestle.dbc.credential;

import org.jspecify.annotations.NullMarked;
