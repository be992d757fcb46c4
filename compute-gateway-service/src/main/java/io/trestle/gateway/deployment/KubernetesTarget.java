package io.trestle.gateway.deployment;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.trestle.gateway.deployment.Deployment.State;
import io.trestle.gateway.manifest.Manifest;
import io.trestle.gateway.manifest.ManifestDownload;
import io.trestle.gateway.manifest.ManifestLimits;
import io.trestle.gateway.manifest.ManifestPolicy;
import io.trestle.gateway.manifest.ManifestReader;
import io.trestle.gateway.manifest.RefusedManifestException;

/** Applies manifests to a cluster, and waits until what they ask for is available. */
@ApplicationScoped
class KubernetesTarget implements DeployTarget {

    private final Instance<KubernetesClient> clients;
    private final ManifestDownload download;
    private final DeploymentConfig config;
    private final Clock clock;
    private final ManifestReader reader;

    KubernetesTarget(Instance<KubernetesClient> clients, ManifestDownload download, DeploymentConfig config, Clock clock) {
        this.clients = clients;
        this.clock = clock;
        this.download = download;
        this.config = config;
        reader = new ManifestReader(
                new ManifestPolicy(new ManifestLimits(config.images().orElse(List.of()), config.objects(), config.pods(),
                        config.cpu(), config.memory(), config.gpus())));
    }

    @Override
    public Uni<Progress> advance(Deployment deployment) {
        var next = deployment.state() == State.REQUESTED
                ? download.fetch(deployment.source(), config.manifestSchemes())
                        .chain(text -> blocking(() -> apply(deployment, reader.read(text))))
                : blocking(() -> look(deployment));
        return next
                .onFailure(RefusedManifestException.class).recoverWithItem(failure -> refused((RefusedManifestException) failure))
                .onFailure(ClusterRefusal::isFinal)
                .recoverWithItem(failure -> ClusterRefusal.progress((KubernetesClientException) failure));
    }

    @Override
    public Uni<Void> remove(Deployment deployment) {
        return blocking(() -> {
            new ClusterObjects(clients.get(), config, deployment).remove();
            return deployment;
        }).replaceWithVoid();
    }

    private Progress apply(Deployment deployment, Manifest manifest) {
        new ClusterObjects(clients.get(), config, deployment).apply(manifest);
        return new Progress.Underway(true, "The cluster has taken it");
    }

    private Progress look(Deployment deployment) {
        var objects = new ClusterObjects(clients.get(), config, deployment);
        var unavailable = new ClusterReport(objects.deployments(), objects.pods(), clock.instant(), config.patience()).unavailable();
        if (unavailable != null) {
            return unavailable;
        }
        var entrance = objects.entrance();
        return entrance == null
                ? new Progress.Underway(true, "waiting for a port of the node")
                : new Progress.Available(entrance, false);
    }

    /** The client blocks; event loops must not. */
    private static <T> Uni<T> blocking(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static Progress refused(RefusedManifestException failure) {
        return new Progress.Refused(failure.reason(), String.valueOf(failure.getMessage()));
    }
}
