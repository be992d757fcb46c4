/**
 * Consuming a topic so that each event takes effect exactly once: the event's id is recorded in the transaction of its effect, what no
 * retry can help goes to a dead-letter topic, and everything else is tried until it works.
 */
@NullMarked
package io.trestle.runtime.inbox;

import org.jspecify.annotations.NullMarked;
