package io.trestle.gateway.deployment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.trestle.gateway.deployment.DeployTarget.Progress;
import io.trestle.model.compute.DeploymentFailure;

/**
 * Tells from what a cluster says how far a deployment is, and whether waiting is of any use.
 *
 * @param patience how long trouble that may pass is waited out
 */
record ClusterReport(List<Deployment> deployments, List<Pod> pods, Instant now, Duration patience) {

    private static final Set<String> NOT_PULLED = Set.of("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "RegistryUnavailable");

    /** @return null when all of it is available */
    @Nullable
    Progress unavailable() {
        if (deployments.isEmpty()) {
            return new Progress.Refused(DeploymentFailure.OTHER, "Somebody removed it from the cluster");
        }
        var refused = Stream.concat(pods.stream().map(this::hopeless), deployments.stream().map(this::hopeless))
                .flatMap(Optional::stream).findFirst();
        if (refused.isPresent()) {
            return refused.get();
        }
        var waiting = deployments.stream().filter(deployment -> !isAvailable(deployment)).toList();
        return waiting.isEmpty()
                ? null
                : new Progress.Underway(true, deployments.size() - waiting.size() + " of " + deployments.size() + " available; waiting for "
                        + waiting.stream().map(this::describe).collect(Collectors.joining(", ")));
    }

    private Optional<Progress.Refused> hopeless(Pod pod) {
        return waiting(pod).flatMap(container -> {
            var reason = reason(container);
            if ("InvalidImageName".equals(reason)) {
                return Optional.of(new Progress.Refused(DeploymentFailure.MANIFEST_INVALID,
                        "The image name " + container.getImage() + " is not valid"));
            }
            return NOT_PULLED.contains(reason) && isOld(pod.getMetadata().getCreationTimestamp())
                    ? Optional.of(new Progress.Refused(DeploymentFailure.NOT_AVAILABLE, notPulled(container)))
                    : Optional.empty();
        });
    }

    private Optional<Progress.Refused> hopeless(Deployment deployment) {
        var progressing = condition(deployment, "Progressing");
        if (progressing != null && "False".equals(progressing.getStatus()) && "ProgressDeadlineExceeded".equals(progressing.getReason())) {
            return Optional.of(new Progress.Refused(DeploymentFailure.NOT_AVAILABLE,
                    "It did not become available before its progress deadline: " + describe(deployment)));
        }
        var replicas = condition(deployment, "ReplicaFailure");
        if (replicas == null || !"True".equals(replicas.getStatus()) || !isOld(replicas.getLastTransitionTime())) {
            return Optional.empty();
        }
        return Optional.of(isQuota(replicas)
                ? new Progress.Refused(DeploymentFailure.QUOTA_EXCEEDED, "The cluster starts no more pods: the wallet's quota is exceeded")
                : new Progress.Refused(DeploymentFailure.MANIFEST_REFUSED,
                        "The cluster does not let pods of " + name(deployment) + " start"));
    }

    private static boolean isAvailable(Deployment deployment) {
        var status = deployment.getStatus();
        var available = condition(deployment, "Available");
        if (status == null || available == null || !"True".equals(available.getStatus())) {
            return false;
        }
        var generation = deployment.getMetadata().getGeneration();
        var observed = status.getObservedGeneration();
        // With a maxUnavailable of 100% a Deployment is available before any pod is.
        return (generation == null || (observed != null && observed >= generation))
                && status.getAvailableReplicas() != null && status.getAvailableReplicas() > 0;
    }

    private String describe(Deployment deployment) {
        var trouble = pods.stream().filter(pod -> name(deployment).equals(pod.getMetadata().getLabels().get(ClusterObjects.COMPONENT)))
                .flatMap(pod -> waiting(pod).map(ClusterReport::trouble).or(() -> unscheduled(pod)).stream()).findFirst()
                .or(() -> Stream.of("ReplicaFailure", "Available", "Progressing").map(type -> condition(deployment, type))
                        .filter(condition -> condition != null && isBad(condition)).map(DeploymentCondition::getReason).findFirst());
        return name(deployment) + trouble.map(text -> " (" + text + ")").orElse("");
    }

    private static boolean isBad(DeploymentCondition condition) {
        return condition.getReason() != null && condition.getType().equals("ReplicaFailure") == "True".equals(condition.getStatus());
    }

    private static String trouble(ContainerStatus container) {
        var reason = reason(container);
        return NOT_PULLED.contains(reason) ? notPulled(container) : "the container " + container.getName() + " waits: " + reason;
    }

    private static String notPulled(ContainerStatus container) {
        return "The image " + container.getImage() + " cannot be pulled";
    }

    private static Optional<String> unscheduled(Pod pod) {
        return pod.getStatus() != null && pod.getStatus().getConditions().stream()
                .anyMatch(condition -> "PodScheduled".equals(condition.getType()) && "Unschedulable".equals(condition.getReason()))
                        ? Optional.of("no node has room for it")
                        : Optional.empty();
    }

    /** A container that waits for something worth telling. */
    private static Optional<ContainerStatus> waiting(Pod pod) {
        var status = pod.getStatus();
        return status == null
                ? Optional.empty()
                : Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                        .filter(container -> !reason(container).isEmpty()).findFirst();
    }

    private static String reason(ContainerStatus container) {
        return Optional.ofNullable(container.getState()).map(state -> state.getWaiting()).map(ContainerStateWaiting::getReason)
                .filter(reason -> !Set.of("ContainerCreating", "PodInitializing").contains(reason)).orElse("");
    }

    private static @Nullable DeploymentCondition condition(Deployment deployment, String type) {
        return deployment.getStatus() == null
                ? null
                : deployment.getStatus().getConditions().stream().filter(condition -> type.equals(condition.getType())).findFirst()
                        .orElse(null);
    }

    private static boolean isQuota(DeploymentCondition condition) {
        return String.valueOf(condition.getMessage()).contains("exceeded quota");
    }

    private boolean isOld(@Nullable String since) {
        return since != null && Instant.parse(since).plus(patience).isBefore(now);
    }

    private static String name(Deployment deployment) {
        return deployment.getMetadata().getLabels().getOrDefault(ClusterObjects.COMPONENT, "?");
    }
}
