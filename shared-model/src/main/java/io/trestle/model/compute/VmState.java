package io.trestle.model.compute;

/** The states of a VM, the same as the adapter's REST API has in lower case. */
public enum VmState {
    /** The intent is stored; the node may or may not know of it. */
    REQUESTED,
    CREATING,
    RUNNING,
    STOPPING,
    /** Off, or asleep. */
    CLOSED,
    STARTING,
    RESTARTING,
    DELETING,
    /** Gone. */
    DELETED,
    /** The node says that it is broken, or it never came to be. */
    FAILED
}
