package io.trestle.clientapi.registration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.tunnel.RequestOutcome;
import io.trestle.clientapi.tunnel.RequestWait;

/** Waits for a tunnel as long as it takes. */
@ApplicationScoped
class ProvisioningWait {

    private final RequestWait wait;
    private final RegistrationConfig config;

    ProvisioningWait(RequestWait wait, RegistrationConfig config) {
        this.wait = wait;
        this.config = config;
    }

    /** Must be called on a Vert.x context. @return the same reference once the tunnel stands; fails with the reason why it never will */
    Uni<TunnelReference> arrived(TunnelReference made) {
        return wait.outcome(made.request(), config.patience()).chain(outcome -> {
            if (outcome instanceof RequestOutcome.Failed failed) {
                return Uni.createFrom().failure(() -> failed.problem().with("id", made.modelId()));
            }
            return outcome instanceof RequestOutcome.Succeeded ? Uni.createFrom().item(made) : arrived(made);
        });
    }
}
