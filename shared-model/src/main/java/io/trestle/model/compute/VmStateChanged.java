package io.trestle.model.compute;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * The VM went from one state to another. States that were passed between two looks at the node are not told.
 *
 * @param from the state of the event before this one
 * @param to another state; never {@link VmState#DELETED}, which {@link VmDeleted} tells, and {@link VmState#FAILED} only for a VM that was created
 * @param nodeStatus the node's own word, for example {@code pm_suspended}; absent where the node did not say it
 */
@MessageType("io.trestle.compute.vm-state-changed.v1")
public record VmStateChanged(String vmId, String tenant, String nodeId, VmState from, VmState to, @Nullable String nodeStatus,
        Instant occurredAt) implements VmEvent {
}
