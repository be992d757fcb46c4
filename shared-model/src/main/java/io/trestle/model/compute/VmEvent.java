package io.trestle.model.compute;

/** A VM on a rented machine; dbc-adapter writes. Passwords and session secrets never travel: the tenant reads them at the adapter. */
public sealed interface VmEvent extends ComputeEvent permits VmRequested, VmCreated, VmStateChanged, VmFailed, VmDeleted {

    /** The adapter's id of the VM, known before the node has a name for it. */
    String vmId();

    /** The tenant that owns the VM. */
    String tenant();

    /** The GPU node: 64 lower-case hex digits. */
    String nodeId();

    @Override
    default String key() {
        return vmId();
    }
}
