package io.trestle.model.compute;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * A rental ends soon, or has just ended. Told once for each of the adapter's warning times.
 *
 * @param rentOrder as in {@link RentalSeen}
 * @param endsAt end of the rental: the node stops its VMs then
 * @param dataKeptUntil when the node deletes those VMs and their disks (ten days after the end)
 */
@MessageType("io.trestle.compute.rental-expiring.v1")
public record RentalExpiring(String nodeId, String tenant, String renter, @Nullable String rentOrder, Instant endsAt,
        Instant dataKeptUntil, Instant occurredAt) implements RentalEvent {
}
