/** Calls to workers through their tunnels: handing a prediction over, and canceling it. Leased work, so that a restart just goes on. */
@NullMarked
package io.trestle.clientapi.dispatch;

import org.jspecify.annotations.NullMarked;
