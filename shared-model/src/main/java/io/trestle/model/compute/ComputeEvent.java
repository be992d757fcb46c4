package io.trestle.model.compute;

import java.time.Instant;

import io.trestle.model.Message;

/** On {@code compute.events.v1}. */
public sealed interface ComputeEvent extends Message permits VmEvent, RentalEvent, DeploymentEvent {

    /** When it happened, by the writer's clock. */
    Instant occurredAt();
}
