package io.trestle.model.compute;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * A wallet asked for a deployment, and the intent is stored. Exactly one of {@link DeploymentReady} and {@link DeploymentFailed} follows.
 *
 * @param source the address of the manifest, or of the host; without user info and query, which may hold secrets
 */
@MessageType("io.trestle.compute.deployment-requested.v1")
public record DeploymentRequested(String deploymentId, String wallet, DeploymentTarget target, String source, Instant occurredAt)
        implements
            DeploymentEvent {
}
