package io.trestle.model.compute;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why an operation on a VM failed. */
public enum VmFailure {
    /** The node refuses what was asked for: a name, a size, a port. */
    INVALID_REQUEST,
    /** The node refuses the renter's credential. */
    NOT_AUTHORIZED,
    /** The rental of the machine is over. */
    RENTAL_EXPIRED,
    /** The node has not enough free GPUs, cores, memory or disk. */
    CAPACITY_EXHAUSTED,
    /** A port is taken on the node. */
    PORT_TAKEN,
    /** The node has no such image, or is still copying it. */
    IMAGE_UNAVAILABLE,
    /** The state of the VM does not allow it. */
    WRONG_STATE,
    /** The node does not know the VM (any more). */
    NOT_FOUND,
    /** The node cannot be reached, or does not answer, for as long as was tried; nothing was done as far as anyone can tell. */
    NODE_UNAVAILABLE,
    /** The node tried and failed ({@code create error} and its like). */
    NODE_FAILED,
    /** Another reason, which the detail gives; also what an older reader makes of a reason that it does not know. */
    @JsonEnumDefaultValue
    OTHER
}
