package io.trestle.dbc.vm;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.trestle.dbc.lifecycle.Vm;

/** A VM is kept as a document, which a native image would not know to write or read. */
@RegisterForReflection(targets = Vm.class, registerFullHierarchy = true)
final class NativeReflection {

    private NativeReflection() {
    }
}
