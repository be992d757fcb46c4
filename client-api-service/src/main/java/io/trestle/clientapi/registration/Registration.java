package io.trestle.clientapi.registration;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.idempotency.Idempotency;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.clientapi.registration.TunnelArrival.Expected;
import io.trestle.clientapi.tunnel.CredentialCause;
import io.trestle.clientapi.tunnel.TunnelOffers;
import io.trestle.clientapi.tunnel.TunnelStatus;
import io.trestle.clientapi.tunnel.Tunnels;
import io.trestle.model.ModelId;

/** Registers a model: one transaction stores it with its signature and asks for its tunnel, then the caller waits for that. */
@ApplicationScoped
class Registration {

    private final SignatureVersions versions;
    private final ModelRepository models;
    private final Tunnels tunnels;
    private final TunnelOffers offers;
    private final TunnelArrival arrival;
    private final Idempotency idempotency;
    private final RegistrationConfig config;
    private final Clock clock;

    Registration(SignatureVersions versions, ModelRepository models, Tunnels tunnels, TunnelOffers offers, TunnelArrival arrival,
            Idempotency idempotency, RegistrationConfig config, Clock clock) {
        this.config = config;
        this.versions = versions;
        this.models = models;
        this.tunnels = tunnels;
        this.offers = offers;
        this.arrival = arrival;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** @return the model, with its credential where the tunnel came in time; fails with the reason where it cannot be had */
    Uni<RegisteredModel> register(String tenant, RegistrationDocument document, @Nullable IdempotencyKey key) {
        return begin(tenant, document, key)
                .chain(made -> arrival.await(new Expected(made.modelId(), made.request(), TunnelStatus.PROVISIONING,
                        CredentialCause.REGISTERED, document.reading().warnings())));
    }

    /** The part without the wait: the model is stored and its tunnel asked for. */
    Uni<TunnelReference> begin(String tenant, RegistrationDocument document, @Nullable IdempotencyKey key) {
        return Panache.withTransaction(() -> idempotency.once(key, () -> store(tenant, document).map(TunnelReference::text)))
                .map(TunnelReference::parse);
    }

    private Uni<TunnelReference> store(String tenant, RegistrationDocument document) {
        return offers.nextId().map(id -> model(id, tenant, document))
                .chain(model -> models.persist(model)
                        .chain(() -> versions.add(model, document, null))
                        .chain(() -> tunnels.provision(model.id, tenant,
                                document.service() == null ? config.service() : document.service()))
                        .map(request -> new TunnelReference(model.id, request)));
    }

    private ModelEntity model(ModelId id, String tenant, RegistrationDocument document) {
        var model = new ModelEntity();
        model.id = id.value();
        model.tenant = tenant;
        model.name = document.name() == null ? model.id : document.name();
        model.version = 1;
        model.createdAt = clock.instant();
        model.updatedAt = model.createdAt;
        return model;
    }
}
