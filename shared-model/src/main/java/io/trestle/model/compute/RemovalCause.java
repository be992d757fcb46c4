package io.trestle.model.compute;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why a deployment was removed. */
public enum RemovalCause {
    /** The wallet asked for it. */
    UNDEPLOYED,
    /** A later deployment of the wallet took its place. */
    REPLACED,
    /** The wallet's lease is over. */
    LEASE_ENDED,
    /** An operator, or something outside the gateway; also what an older reader makes of a cause that it does not know. */
    @JsonEnumDefaultValue
    OTHER
}
