/** GPU VMs as a remote call: dbc-adapter makes them, and its history becomes callbacks. */
@NullMarked
package io.trestle.clientapi.vm;

import org.jspecify.annotations.NullMarked;
