package io.trestle.clientapi.registration;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.signature.Finding;
import io.trestle.clientapi.tunnel.ConnectorFilesIssue;
import io.trestle.clientapi.tunnel.CredentialCause;
import io.trestle.clientapi.tunnel.RequestOutcome;
import io.trestle.clientapi.tunnel.RequestWait;
import io.trestle.clientapi.tunnel.TunnelStatus;

/** The part of a call that waits for the tunnel it asked for: after the commit, outside of any transaction. */
@ApplicationScoped
class TunnelArrival {

    private final RequestWait wait;
    private final ConnectorFilesIssue files;
    private final RegistrationConfig config;

    TunnelArrival(RequestWait wait, ConnectorFilesIssue files, RegistrationConfig config) {
        this.wait = wait;
        this.files = files;
        this.config = config;
    }

    /**
     * A request that was committed.
     *
     * @param meanwhile what the tunnel is until the answer comes
     */
    record Expected(String modelId, UUID request, TunnelStatus meanwhile, CredentialCause cause, @Nullable List<Finding> warnings) {
    }

    /** @return the model with its files, or without them where the wait is over; fails with the reason where the tunnel cannot be had */
    Uni<RegisteredModel> await(Expected expected) {
        return wait.outcome(expected.request(), config.patience()).chain(outcome -> {
            if (outcome instanceof RequestOutcome.Failed failed) {
                return Uni.createFrom().failure(() -> failed.problem().with("id", expected.modelId()));
            }
            return outcome instanceof RequestOutcome.Succeeded ? arrived(expected) : Uni.createFrom().item(pending(expected));
        });
    }

    private Uni<RegisteredModel> arrived(Expected expected) {
        return Panache.withTransaction(() -> files.issue(expected.modelId(), expected.cause()))
                .map(issued -> new RegisteredModel(expected.modelId(), TunnelStatus.READY, issued, null, expected.warnings()));
    }

    private RegisteredModel pending(Expected expected) {
        return new RegisteredModel(expected.modelId(), expected.meanwhile(), null, config.retryAfter().toSeconds(), expected.warnings());
    }
}
