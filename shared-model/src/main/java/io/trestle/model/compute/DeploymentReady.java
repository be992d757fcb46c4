package io.trestle.model.compute;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * The deployment is available, and the wallet's requests go to it from now on.
 *
 * @param replaces the deployment that got them until now; its {@link DeploymentRemoved} follows once it has drained
 */
@MessageType("io.trestle.compute.deployment-ready.v1")
public record DeploymentReady(String deploymentId, String wallet, DeploymentTarget target, @Nullable String replaces, Instant occurredAt)
        implements
            DeploymentEvent {
}
