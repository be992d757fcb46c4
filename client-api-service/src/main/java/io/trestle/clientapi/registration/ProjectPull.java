package io.trestle.clientapi.registration;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.tunnel.ConnectorFilesIssue;
import io.trestle.clientapi.tunnel.CredentialCause;

/** Hands a model out again as a whole: signature, credential, configuration. */
@ApplicationScoped
class ProjectPull {

    private final ModelRepository models;
    private final SignatureVersions versions;
    private final ConnectorFilesIssue files;

    ProjectPull(ModelRepository models, SignatureVersions versions, ConnectorFilesIssue files) {
        this.models = models;
        this.versions = versions;
        this.files = files;
    }

    /** @return fails with {@code NOT_FOUND}, or {@code TUNNEL_NOT_READY} where there is no credential */
    Uni<ProjectResource.Pulled.Data> pull(String tenant, String id) {
        return Panache.withTransaction(() -> models.of(tenant, id)
                .chain(versions::inForce)
                .chain(version -> files.issue(id, CredentialCause.REISSUED)
                        .map(issued -> new ProjectResource.Pulled.Data(versions.document(version), issued.config(),
                                issued.credential()))));
    }
}
