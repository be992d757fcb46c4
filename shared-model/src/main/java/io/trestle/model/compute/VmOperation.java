package io.trestle.model.compute;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** What was being done to a VM. */
public enum VmOperation {
    CREATE,
    START,
    STOP,
    RESTART,
    MODIFY,
    SNAPSHOT,
    DELETE,
    /** What an older reader makes of an operation that it does not know. */
    @JsonEnumDefaultValue
    OTHER
}
