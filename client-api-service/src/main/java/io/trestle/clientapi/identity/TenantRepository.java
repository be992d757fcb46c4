package io.trestle.clientapi.identity;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Tenants. */
@ApplicationScoped
class TenantRepository implements PanacheRepositoryBase<TenantEntity, String> {

    Uni<List<TenantEntity>> inOrder() {
        return list("order by createdAt, id");
    }
}
