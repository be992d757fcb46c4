package io.trestle.clientapi.registration;

import java.time.Clock;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.compatibility.Comparison;
import io.trestle.clientapi.compatibility.Level;
import io.trestle.clientapi.idempotency.Idempotency;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.clientapi.registration.TunnelArrival.Expected;
import io.trestle.clientapi.tunnel.CredentialCause;
import io.trestle.clientapi.tunnel.TunnelStatus;
import io.trestle.clientapi.tunnel.TunnelView;
import io.trestle.clientapi.tunnel.Tunnels;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/**
 * Puts a new version of a signature in force. For a model whose tunnel failed or was removed, it also asks for the tunnel again, and waits
 * for it as a registration does.
 */
@ApplicationScoped
class SignatureUpdate {

    private final ModelRepository models;
    private final SignatureVersions versions;
    private final Tunnels tunnels;
    private final TunnelArrival arrival;
    private final Idempotency idempotency;
    private final Clock clock;

    SignatureUpdate(ModelRepository models, SignatureVersions versions, Tunnels tunnels, TunnelArrival arrival, Idempotency idempotency,
            Clock clock) {
        this.models = models;
        this.versions = versions;
        this.tunnels = tunnels;
        this.arrival = arrival;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** What the update would do; changes nothing. */
    Uni<UpdatedModel> tell(String tenant, String id, RegistrationDocument document) {
        return Panache.withSession(() -> models.of(tenant, id).chain(model -> compare(model, document)
                .chain(comparison -> tunnels.find(id).map(tunnel -> result(model.version, true, comparison, tunnel, document)))));
    }

    /** @return fails with {@code NOT_FOUND}, or with the reason where the tunnel was asked for again and cannot be had */
    Uni<UpdatedModel> update(String tenant, String id, RegistrationDocument document, @Nullable IdempotencyKey key) {
        return Panache.withTransaction(() -> idempotency.once(key, () -> apply(tenant, id, document).map(AppliedUpdate::text))
                .map(AppliedUpdate::parse)
                .chain(applied -> describe(id, applied, document).map(updated -> new Described(applied.request(), updated))))
                .chain(described -> arrived(id, described));
    }

    private record Described(@Nullable UUID request, UpdatedModel updated) {
    }

    private Uni<UpdatedModel> arrived(String id, Described described) {
        var request = described.request();
        if (request == null) {
            return Uni.createFrom().item(described.updated());
        }
        return arrival.await(new Expected(id, request, TunnelStatus.PROVISIONING, CredentialCause.REGISTERED, null))
                .map(described.updated()::with);
    }

    private Uni<AppliedUpdate> apply(String tenant, String id, RegistrationDocument document) {
        return models.lock(tenant, id)
                .chain(model -> tunnels.hold(id).invoke(tunnel -> refuseWhileRemoved(model, tunnel))
                        .chain(tunnel -> compare(model, document).chain(comparison -> apply(model, tunnel, document, comparison))));
    }

    private Uni<AppliedUpdate> apply(ModelEntity model, TunnelView tunnel, RegistrationDocument document, Comparison comparison) {
        var changed = comparison.level() != Level.UNCHANGED;
        return (changed ? add(model, document, comparison) : Uni.createFrom().voidItem())
                .chain(() -> tunnel.needsProvisioning() ? provision(model, tunnel, document) : Uni.createFrom().<UUID>nullItem())
                .map(request -> new AppliedUpdate(model.version, changed, request));
    }

    private Uni<Void> add(ModelEntity model, RegistrationDocument document, Comparison comparison) {
        model.version++;
        model.updatedAt = clock.instant();
        model.name = document.name() == null ? model.name : document.name();
        return versions.add(model, document, comparison).replaceWithVoid();
    }

    private Uni<UUID> provision(ModelEntity model, TunnelView tunnel, RegistrationDocument document) {
        model.removedAt = null;
        return tunnels.provision(model.id, model.tenant, document.service() == null ? tunnel.service() : document.service());
    }

    private Uni<Comparison> compare(ModelEntity model, RegistrationDocument document) {
        return versions.inForce(model)
                .map(current -> Comparison.of(versions.read(current).signature(), document.reading().signature()));
    }

    /** A repetition is told what the first request did: the comparison is the one that was stored then. */
    private Uni<UpdatedModel> describe(String id, AppliedUpdate applied, RegistrationDocument document) {
        return versions.find(id, applied.version()).chain(version -> tunnels.find(id).map(tunnel -> {
            var stored = applied.changed() ? versions.comparison(version) : null;
            return result(applied.version(), false, stored == null ? Comparison.none() : stored, tunnel, document);
        }));
    }

    private static UpdatedModel result(int version, boolean dryRun, Comparison comparison, TunnelView tunnel,
            RegistrationDocument document) {
        return new UpdatedModel(tunnel.modelId(), tunnel.status(), tunnel.hostname(), version, dryRun, comparison, null, null,
                document.reading().warnings());
    }

    private static void refuseWhileRemoved(ModelEntity model, TunnelView tunnel) {
        if (model.removedAt != null && !tunnel.needsProvisioning()) {
            throw new ProblemException(ProblemType.CONFLICT,
                    "The model is being removed; it can be registered again when its status is deleted").with("status", tunnel.status());
        }
    }
}
