package io.trestle.model.compute;

import java.time.Instant;

import io.trestle.model.MessageType;

/**
 * Terminal: the VM and its disks are gone.
 *
 * @param requested true where the tenant asked for it; false where the node dropped it (ten days after the end of a rental it does) or lost it
 */
@MessageType("io.trestle.compute.vm-deleted.v1")
public record VmDeleted(String vmId, String tenant, String nodeId, boolean requested, Instant occurredAt) implements VmEvent {
}
