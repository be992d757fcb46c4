package io.trestle.model.compute;

import io.trestle.model.Message;

/** On {@code compute.events.v1}. */
public sealed interface ComputeEvent extends Message permits VmDeleted {
}
