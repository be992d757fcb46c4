package io.trestle.model.compute;

import java.time.Instant;

import io.trestle.model.MessageType;

/** Terminal: the VM is gone. */
@MessageType("io.trestle.compute.vm-deleted.v1")
public record VmDeleted(String vmId, String tenant, Instant occurredAt) implements ComputeEvent {

    @Override
    public String key() {
        return vmId;
    }
}
