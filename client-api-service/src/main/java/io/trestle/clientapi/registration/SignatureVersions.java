package io.trestle.clientapi.registration;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/** The history of a model's signature. Every method runs in the transaction of the current session. */
@ApplicationScoped
class SignatureVersions {

    private final SignatureVersionRepository versions;
    private final Clock clock;

    SignatureVersions(SignatureVersionRepository versions, Clock clock) {
        this.versions = versions;
        this.clock = clock;
    }

    /**
     * Adds a version, and puts it in force.
     *
     * @param comparison JSON text, against the version before it; null for the first
     */
    Uni<SignatureVersionEntity> add(ModelEntity model, RegistrationDocument document, @Nullable String comparison) {
        var version = new SignatureVersionEntity();
        version.modelId = model.id;
        version.version = ++model.version;
        version.document = document.json();
        version.comparison = comparison;
        version.createdAt = clock.instant();
        model.updatedAt = version.createdAt;
        return versions.persist(version);
    }
}
