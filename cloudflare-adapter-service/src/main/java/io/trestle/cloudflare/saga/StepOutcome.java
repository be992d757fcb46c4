package io.trestle.cloudflare.saga;

import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal;
import io.trestle.model.tunnel.TunnelFailure;

/** How a step ended. A step that Cloudflare did not answer has no outcome: it fails, and is taken again. */
public sealed interface StepOutcome {

    /**
     * The step's work is done.
     *
     * @param detail what was found or done, for the history
     */
    record Advanced(TunnelState next, String detail) implements StepOutcome {
    }

    /**
     * What stands is not what was written; to be done again from the state given, after a pause.
     *
     * @param detail what differs
     */
    record Differs(TunnelState next, String detail) implements StepOutcome {
    }

    /**
     * Decided: it cannot be had.
     *
     * @param detail a sentence that a person can act on
     */
    record Refused(TunnelFailure reason, String detail) implements StepOutcome {
    }

    /** A refusal for which a step knows no way out. */
    static Refused refused(CloudflareRefusal refusal) {
        var reason = switch (refusal.kind()) {
            case NOT_AUTHORIZED -> TunnelFailure.NOT_AUTHORIZED;
            case QUOTA_EXCEEDED -> TunnelFailure.QUOTA_EXCEEDED;
            case NOT_FOUND -> TunnelFailure.NOT_FOUND;
            case NAME_EXISTS, RECORD_EXISTS, ACTIVE_CONNECTIONS, REJECTED -> TunnelFailure.REJECTED;
        };
        var hint = reason == TunnelFailure.NOT_AUTHORIZED
                ? " Check CLOUDFLARE_API_TOKEN, CLOUDFLARE_DNS_API_TOKEN, the account and the zone."
                : "";
        return new Refused(reason, refusal.getMessage() + "." + hint);
    }
}
