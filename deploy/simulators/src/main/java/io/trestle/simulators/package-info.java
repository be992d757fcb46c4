/**
 * What every simulator of an upstream shares: an HTTP server on loopback, a journal of requests, scripted faults,
 * a clock that tests can move, a state file, and the control surface under {@code /__sim/}.
 */
@NullMarked
package io.trestle.simulators;

import org.jspecify.annotations.NullMarked;
