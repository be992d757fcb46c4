package io.trestle.dbc.lifecycle;

import java.time.Duration;

/**
 * How patient the lifecycle is.
 *
 * @param lateEffect how long after it was sent a request may still take effect
 * @param giveUp after this long without an answer that says anything, a creation or verb has failed
 * @param firstRetry pause before a request is repeated; doubles up to {@code longestPause}
 * @param changing between looks at a VM that is about to change
 * @param settled between looks at one that is not
 */
public record Pace(Duration lateEffect, Duration giveUp, Duration firstRetry, Duration longestPause, Duration changing, Duration settled) {

    Duration retry(int sent) {
        var doubled = firstRetry.multipliedBy(1L << Math.min(20, Math.max(0, sent - 1)));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
