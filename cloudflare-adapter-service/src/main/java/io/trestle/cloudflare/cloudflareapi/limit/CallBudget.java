package io.trestle.cloudflare.cloudflareapi.limit;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;

/** Permission to call, shared with everyone who uses the same token. */
public interface CallBudget {

    /** No limit: for a tool or a test that is alone with its upstream. */
    CallBudget UNLIMITED = new CallBudget() {
        @Override
        public Uni<Void> take(CallPriority priority) {
            return Uni.createFrom().voidItem();
        }

        @Override
        public void learn(RateSignal signal) {
        }
    };

    /** Takes one call, or fails with {@link CloudflareUnavailable} that says when to come back; at once where somebody waits for the call. */
    Uni<Void> take(CallPriority priority);

    /** What Cloudflare said about its own count, which others (its dashboard too) draw on. Returns at once. */
    void learn(RateSignal signal);
}
