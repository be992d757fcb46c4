package io.trestle.clientapi.registration;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Models, seen by their tenant only. */
@ApplicationScoped
class ModelRepository implements PanacheRepositoryBase<ModelEntity, String> {

    /** @return fails with {@code NOT_FOUND} where the tenant has no such model */
    Uni<ModelEntity> of(String tenant, String id) {
        return find("id = ?1 and tenant = ?2", id, tenant).firstResult().onItem().ifNull().failWith(() -> missing(id));
    }

    /** As {@link #of}, with the row locked until the transaction ends. */
    Uni<ModelEntity> lock(String tenant, String id) {
        return find("id = ?1 and tenant = ?2", id, tenant).withLock(LockModeType.PESSIMISTIC_WRITE).firstResult()
                .onItem().ifNull().failWith(() -> missing(id));
    }

    /** The newest first; without those that were removed. */
    Uni<List<ModelEntity>> all(String tenant) {
        return list("tenant = ?1 and removedAt is null order by createdAt desc, id", tenant);
    }

    private static ProblemException missing(String id) {
        return new ProblemException(ProblemType.NOT_FOUND,
                "There is no model '" + (id.length() > 63 ? id.substring(0, 60) + "..." : id) + "'");
    }
}
