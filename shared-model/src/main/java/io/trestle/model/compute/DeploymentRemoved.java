package io.trestle.model.compute;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * Terminal: the deployment was ready once, and is gone.
 *
 * @param cause why
 */
@MessageType("io.trestle.compute.deployment-removed.v1")
public record DeploymentRemoved(String deploymentId, String wallet, RemovalCause cause, Instant occurredAt) implements DeploymentEvent {
}
