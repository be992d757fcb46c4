package io.trestle.clientapi.registration;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.tunnel.TunnelView;
import io.trestle.clientapi.tunnel.Tunnels;

/** Removes a model: its tunnel and DNS record go, its history stays. */
@ApplicationScoped
class Removal {

    private final ModelRepository models;
    private final Tunnels tunnels;
    private final Clock clock;

    Removal(ModelRepository models, Tunnels tunnels, Clock clock) {
        this.models = models;
        this.tunnels = tunnels;
        this.clock = clock;
    }

    /** Without effect on a model that is gone or going. */
    Uni<TunnelView> remove(String tenant, String id) {
        return Panache.withTransaction(() -> models.lock(tenant, id)
                .invoke(model -> model.removedAt = model.removedAt == null ? clock.instant() : model.removedAt)
                .chain(model -> tunnels.remove(id)));
    }
}
