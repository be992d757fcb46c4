package io.trestle.model.compute;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * The node took the request and named it. The VM is still being built (5 to 15 minutes); {@link VmStateChanged} says when it runs.
 *
 * @param taskId the node's id of the VM
 */
@MessageType("io.trestle.compute.vm-created.v1")
public record VmCreated(String vmId, String tenant, String nodeId, String taskId, Instant occurredAt) implements VmEvent {
}
