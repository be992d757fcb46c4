package io.trestle.runtime.lease;

import java.time.Duration;

/** When a row is due again, after its work. Work that was asked for while it ran is due at once in either case. */
public sealed interface LeaseOutcome {

    /** Not until somebody asks. */
    record Done() implements LeaseOutcome {
    }

    /** After a pause. */
    record RetryAfter(Duration delay) implements LeaseOutcome {
    }

    static LeaseOutcome done() {
        return new Done();
    }

    static LeaseOutcome retryAfter(Duration delay) {
        return new RetryAfter(delay);
    }
}
