package io.trestle.model.compute;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * A tenant asked for a VM, and the intent is stored. Exactly one of {@link VmCreated} and {@link VmFailed} with {@link VmOperation#CREATE} follows.
 *
 * @param name the tenant's name for it ({@code custom_image_name}), where one was given
 * @param imageName the disk image, for example {@code ubuntu.qcow2}
 * @param operatingSystem as the node is told, for example {@code ubuntu} or {@code win}
 * @param gpuCount 0 or more
 * @param cpuCores 1 or more
 * @param memoryGib 1 or more
 * @param diskGib size of the data disk, 1 or more
 */
@MessageType("io.trestle.compute.vm-requested.v1")
public record VmRequested(String vmId, String tenant, String nodeId, @Nullable String name, String imageName, String operatingSystem,
        int gpuCount, int cpuCores, int memoryGib, int diskGib, Instant occurredAt) implements VmEvent {
}
