package io.trestle.dbc.vm;

import io.trestle.dbc.lifecycle.Vm;

/** A VM as it was at a version. */
record StoredVm(Vm vm, long version) {
}
