package io.trestle.clientapi.registration;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.signature.Signature;
import io.trestle.clientapi.tunnel.TunnelView;
import io.trestle.clientapi.tunnel.Tunnels;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Models, as other features need them. */
@ApplicationScoped
public class ModelDirectory {

    private final ModelRepository models;
    private final SignatureVersions versions;
    private final Tunnels tunnels;

    ModelDirectory(ModelRepository models, SignatureVersions versions, Tunnels tunnels) {
        this.models = models;
        this.versions = versions;
        this.tunnels = tunnels;
    }

    /**
     * A model with the signature that is in force.
     *
     * @param document what the client registered, with members that the signature does not have
     */
    public record Entry(String id, int version, Signature signature, JsonNode document, TunnelView tunnel) {
    }

    /** In the current session. @return fails with {@code NOT_FOUND} where the tenant has none, {@code MODEL_NOT_RUNNABLE} where it was removed */
    public Uni<Entry> find(String tenant, String id) {
        return models.of(tenant, id).invoke(ModelDirectory::refuseRemoved)
                .chain(model -> versions.inForce(model).chain(version -> tunnels.find(id)
                        .map(tunnel -> new Entry(id, model.version, versions.read(version).signature(), versions.document(version),
                                tunnel))));
    }

    private static void refuseRemoved(ModelEntity model) {
        if (model.removedAt != null) {
            throw new ProblemException(ProblemType.MODEL_NOT_RUNNABLE, "The model was removed");
        }
    }
}
