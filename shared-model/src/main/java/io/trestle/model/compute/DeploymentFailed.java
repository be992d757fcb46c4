package io.trestle.model.compute;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * Terminal: the deployment did not come to be, and what it had created is gone, or goes as soon as the cluster can be reached. The one before it,
 * if any, still gets the wallet's requests.
 *
 * @param reason a stable code
 * @param detail one sentence that a person can act on
 */
@MessageType("io.trestle.compute.deployment-failed.v1")
public record DeploymentFailed(String deploymentId, String wallet, DeploymentFailure reason, String detail, Instant occurredAt)
        implements
            DeploymentEvent {
}
