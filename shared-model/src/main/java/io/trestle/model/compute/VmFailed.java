package io.trestle.model.compute;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * An operation on the VM failed for good. Terminal for {@link VmOperation#CREATE}: there is no VM. Otherwise the VM keeps the state it is in.
 *
 * @param reason a stable code
 * @param detail one sentence that a person can act on
 * @param nodeMessage the node's own text, at most 1000 characters; absent where the node did not answer
 */
@MessageType("io.trestle.compute.vm-failed.v1")
public record VmFailed(String vmId, String tenant, String nodeId, VmOperation operation, VmFailure reason, String detail,
        @Nullable String nodeMessage, Instant occurredAt) implements VmEvent {
}
