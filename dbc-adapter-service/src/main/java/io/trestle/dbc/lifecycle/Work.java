package io.trestle.dbc.lifecycle;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmState;

/**
 * What a VM is to be brought to.
 *
 * @param arguments members of {@code additional}; for a restart {@code force}
 * @param before the state to go back to when it fails
 * @param sentAt of the last time, or null
 * @param sent how often
 * @param uncertain the last time is without a clear answer
 * @param disksBefore how many disks the VM had, where the work adds one
 */
public record Work(VmOperation operation, ObjectNode arguments, Instant since, VmState before, @Nullable Instant sentAt, int sent,
        boolean uncertain, @Nullable Integer disksBefore) {

    public static Work of(VmOperation operation, ObjectNode arguments, Instant now, VmState before) {
        return new Work(operation, arguments, now, before, null, 0, false, null);
    }

    public static Work of(VmOperation operation, Instant now, VmState before) {
        return of(operation, JsonNodeFactory.instance.objectNode(), now, before);
    }

    Work sending(Instant now) {
        return new Work(operation, arguments, since, before, now, sent + 1, true, disksBefore);
    }

    Work answered(boolean stillUncertain) {
        return new Work(operation, arguments, since, before, sentAt, sent, stillUncertain, disksBefore);
    }

    Work withDisksBefore(int disks) {
        return new Work(operation, arguments, since, before, sentAt, sent, uncertain, disks);
    }

    boolean addsDisk() {
        return arguments.has("increase_disk_size");
    }
}
