package io.trestle.clientapi.tunnel;

import io.trestle.runtime.problem.ProblemException;

/** What became of a request to the adapter so far. */
public sealed interface RequestOutcome {

    /** Not answered yet. */
    record Open() implements RequestOutcome {
    }

    record Succeeded() implements RequestOutcome {
    }

    /**
     * @param reason a stable code in lower case; a {@link io.trestle.model.tunnel.TunnelFailure}, or one of {@link FailureReason}
     * @param detail one sentence that a person can act on
     */
    record Failed(String reason, String detail) implements RequestOutcome {

        /** The answer to a caller that waited for it. */
        public ProblemException problem() {
            return new ProblemException(FailureReason.problemType(reason), detail).with("reason", reason);
        }
    }
}
