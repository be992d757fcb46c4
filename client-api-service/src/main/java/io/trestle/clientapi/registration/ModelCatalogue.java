package io.trestle.clientapi.registration;

import static java.util.Objects.requireNonNull;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.signature.SignatureOpenApi;
import io.trestle.clientapi.tunnel.TunnelView;
import io.trestle.clientapi.tunnel.Tunnels;

/** What a tenant may see of its models. */
@ApplicationScoped
class ModelCatalogue {

    private final ModelRepository models;
    private final SignatureVersions versions;
    private final Tunnels tunnels;

    ModelCatalogue(ModelRepository models, SignatureVersions versions, Tunnels tunnels) {
        this.models = models;
        this.versions = versions;
        this.tunnels = tunnels;
    }

    /** @return fails with {@code NOT_FOUND} where the tenant has no such model */
    Uni<ModelView> show(String tenant, String id) {
        return Panache.withSession(() -> models.of(tenant, id)
                .chain(model -> tunnels.find(id)
                        .chain(tunnel -> versions.history(id).map(history -> view(model, tunnel, history)))));
    }

    /** The newest first; without removed ones. */
    Uni<List<ModelSummary>> list(String tenant) {
        return Panache.withSession(() -> models.all(tenant)
                .chain(found -> tunnels.ofModels(found.stream().map(model -> model.id).toList())
                        .map(byModel -> found.stream()
                                .map(model -> summary(model, requireNonNull(byModel.get(model.id), "a model has a tunnel"))).toList())));
    }

    /** @return the OpenAPI document of the version in force */
    Uni<JsonNode> openApi(String tenant, String id) {
        return Panache.withSession(() -> models.of(tenant, id).chain(versions::inForce))
                .map(version -> SignatureOpenApi.document(versions.read(version).signature()));
    }

    private static ModelSummary summary(ModelEntity model, TunnelView tunnel) {
        return new ModelSummary(model.id, model.name, tunnel.status(), tunnel.hostname(), model.version, model.createdAt);
    }

    private ModelView view(ModelEntity model, TunnelView tunnel, List<SignatureVersionEntity> history) {
        var inForce = history.get(history.size() - 1);
        return new ModelView(model.id, model.name, tunnel, model.version, versions.document(inForce), versions.read(inForce).warnings(),
                history.stream().map(this::line).toList(), model.createdAt, model.updatedAt, model.removedAt,
                model.heartbeatAt, model.heartbeatStatus);
    }

    private ModelView.Version line(SignatureVersionEntity version) {
        var comparison = versions.comparison(version);
        return new ModelView.Version(version.version, version.createdAt, comparison == null ? null : comparison.level(), comparison);
    }
}
