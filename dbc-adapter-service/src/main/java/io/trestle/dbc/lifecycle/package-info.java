/**
 * What is to be done next about a VM, given what is stored and what the node shows. Pure: no database, no HTTP, no clock. A node takes requests at
 * most once and may act long after it stopped answering; the rules here make of that exactly one VM for each request. Property tests drive the same
 * code against the simulator.
 */
@NullMarked
package io.trestle.dbc.lifecycle;

import org.jspecify.annotations.NullMarked;
