/** The queue of each GPU node: a node does one thing after the other, so one replica at a time talks to it about its VMs and rentals. */
@NullMarked
package io.trestle.dbc.queue;

import org.jspecify.annotations.NullMarked;
