package io.trestle.clientapi.tunnel;

import java.util.Collection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Tunnels by model id. */
@ApplicationScoped
class TunnelRepository implements PanacheRepositoryBase<TunnelEntity, String> {

    /**
     * Locks the row until the transaction ends: requests and answers of one tunnel go one after another. Must be the first read of the row
     * in its session: a row that was read before would keep its old content, and Hibernate Reactive cannot lock it afterwards.
     */
    Uni<TunnelEntity> lock(String modelId) {
        return findById(modelId, LockModeType.PESSIMISTIC_WRITE);
    }

    Uni<List<TunnelEntity>> ofModels(Collection<String> modelIds) {
        return list("modelId in ?1", modelIds);
    }
}
