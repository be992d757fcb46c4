package io.trestle.clientapi.registration;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.idempotency.Idempotency;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.clientapi.registration.TunnelArrival.Expected;
import io.trestle.clientapi.tunnel.ConnectorFilesIssue;
import io.trestle.clientapi.tunnel.CredentialCause;
import io.trestle.clientapi.tunnel.TunnelStatus;
import io.trestle.clientapi.tunnel.Tunnels;

/** Issues a model's credential again, as it is or with a new secret. */
@ApplicationScoped
class CredentialRenewal {

    private final ModelRepository models;
    private final Tunnels tunnels;
    private final ConnectorFilesIssue files;
    private final TunnelArrival arrival;
    private final Idempotency idempotency;

    CredentialRenewal(ModelRepository models, Tunnels tunnels, ConnectorFilesIssue files, TunnelArrival arrival, Idempotency idempotency) {
        this.models = models;
        this.tunnels = tunnels;
        this.files = files;
        this.arrival = arrival;
        this.idempotency = idempotency;
    }

    Uni<RegisteredModel> issueAgain(String tenant, String id) {
        return Panache.withTransaction(() -> models.of(tenant, id).chain(model -> files.issue(id, CredentialCause.REISSUED)))
                .map(issued -> new RegisteredModel(id, TunnelStatus.READY, issued, null, null));
    }

    /** Connectors that run with the old secret are cut off. */
    Uni<RegisteredModel> rotate(String tenant, String id, @Nullable IdempotencyKey key) {
        return Panache.withTransaction(() -> models.of(tenant, id)
                .chain(model -> idempotency.once(key,
                        () -> tunnels.rotate(id).map(request -> new TunnelReference(id, request).text()))))
                .map(TunnelReference::parse)
                .chain(asked -> arrival.await(new Expected(id, asked.request(), TunnelStatus.ROTATING, CredentialCause.ROTATED, null)));
    }
}
