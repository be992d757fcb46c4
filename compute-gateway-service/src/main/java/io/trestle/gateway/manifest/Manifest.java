package io.trestle.gateway.manifest;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/**
 * What a manifest asks for.
 *
 * @param deployments at least one
 */
public record Manifest(List<Deployment> deployments, List<Service> services) {

    /** The port that is exposed: the first of the first container that has one. */
    public @Nullable ContainerPort firstPort() {
        return deployments.get(0).getSpec().getTemplate().getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream()).findFirst().orElse(null);
    }
}
