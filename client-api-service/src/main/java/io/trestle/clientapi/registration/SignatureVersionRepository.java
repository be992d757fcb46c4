package io.trestle.clientapi.registration;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Signature versions of a model. */
@ApplicationScoped
class SignatureVersionRepository implements PanacheRepositoryBase<SignatureVersionEntity, SignatureVersionEntity.Key> {

    Uni<SignatureVersionEntity> find(String modelId, int version) {
        return findById(new SignatureVersionEntity.Key(modelId, version));
    }

    /** The oldest first. */
    Uni<List<SignatureVersionEntity>> history(String modelId) {
        return list("modelId = ?1 order by version", modelId);
    }
}
