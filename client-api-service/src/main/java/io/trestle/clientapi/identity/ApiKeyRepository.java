package io.trestle.clientapi.identity;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** API keys, seen by their tenant only. */
@ApplicationScoped
class ApiKeyRepository implements PanacheRepositoryBase<ApiKeyEntity, String> {

    Uni<List<ApiKeyEntity>> ofTenant(String tenant) {
        return list("tenant = ?1 order by createdAt, id", tenant);
    }

    /** @return a null item where the tenant has no such key */
    Uni<ApiKeyEntity> of(String tenant, String id) {
        return find("id = ?1 and tenant = ?2", id, tenant).firstResult();
    }
}
