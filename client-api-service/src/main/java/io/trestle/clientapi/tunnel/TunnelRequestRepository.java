package io.trestle.clientapi.tunnel;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Requests to the adapter. */
@ApplicationScoped
class TunnelRequestRepository implements PanacheRepositoryBase<TunnelRequestEntity, UUID> {

    Uni<TunnelRequestEntity> find(UUID id, String modelId) {
        return find("id = ?1 and modelId = ?2", id, modelId).firstResult();
    }
}
