package io.trestle.gateway.deployment;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
import io.trestle.model.compute.DeploymentFailure;

/** Applies manifests to a cluster, and waits until what they ask for is available. */
@ApplicationScoped
class KubernetesTarget implements DeployTarget {

    private final Instance<KubernetesClient> clients;
    private final ManifestDownload download;
    private final DeploymentConfig config;
    private final ManifestReader reader;

    KubernetesTarget(Instance<KubernetesClient> clients, ManifestDownload download, DeploymentConfig config) {
        this.clients = clients;
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
                .onFailure(KubernetesTarget::isRefusal).recoverWithItem(failure -> refusal((KubernetesClientException) failure));
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
        var deployments = objects.deployments();
        if (deployments.isEmpty()) {
            return new Progress.Refused(DeploymentFailure.OTHER, "Somebody removed it from the cluster");
        }
        var waiting = deployments.stream().filter(one -> !ClusterObjects.isAvailable(one)).toList();
        if (!waiting.isEmpty()) {
            return new Progress.Underway(true,
                    deployments.size() - waiting.size() + " of " + deployments.size() + " available; waiting for "
                            + waiting.stream().map(ClusterObjects::describe).collect(Collectors.joining(", ")));
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

    /** The cluster says that the objects themselves are wrong; anything else may pass. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof KubernetesClientException refusal
                && (refusal.getCode() == 400 || refusal.getCode() == 422 || isQuota(refusal));
    }

    private static boolean isQuota(KubernetesClientException refusal) {
        return refusal.getCode() == 403 && String.valueOf(refusal.getMessage()).contains("exceeded quota");
    }

    private static Progress refusal(KubernetesClientException failure) {
        return isQuota(failure)
                ? new Progress.Refused(DeploymentFailure.QUOTA_EXCEEDED, "The cluster says that the wallet's quota is exceeded")
                : new Progress.Refused(DeploymentFailure.MANIFEST_INVALID, "The cluster does not accept it");
    }
}
