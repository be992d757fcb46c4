/**
 * A cog worker, as the client API meets it at the end of a tunnel: two generations with their payloads, credentials and retry timers, and everything
 * that workers are known to do wrong (facts, a1, a2, a3 and a6).
 */
@NullMarked
package io.trestle.simulators.cog;

import org.jspecify.annotations.NullMarked;
