package io.trestle.clientapi.prediction;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.outbound.OutboundGuard;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.problem.ProblemException;

/** Refuses a webhook at once where it could never be called. It is checked again at each call. */
@ApplicationScoped
class WebhookAddress {

    private final OutboundGuard guard;

    WebhookAddress(OutboundGuard guard) {
        this.guard = guard;
    }

    /** @return fails with {@code ADDRESS_REFUSED}; a name that does not resolve now may do so later */
    Uni<Void> check(@Nullable String webhook) {
        return webhook == null
                ? Uni.createFrom().voidItem()
                : guard.check(webhook, OutboundPolicy.DEFAULT).replaceWithVoid().onFailure(WebhookAddress::passes).recoverWithNull();
    }

    private static boolean passes(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() != ProblemType.ADDRESS_REFUSED;
    }
}
