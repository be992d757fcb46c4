package io.trestle.model.compute;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.trestle.model.MessageType;

/**
 * The node accepts this renter. Repeated when something of the rental changes, and at least every hour while it is seen:
 * a rental is over at {@code endsAt}, or where there is none, two hours after it was last seen.
 *
 * @param rentOrder the chain's id of the rental, where the node tells it (newer nodes do)
 * @param gpuIndexes which GPUs of the machine are rented, counted from 0; empty where the node does not tell
 * @param endsAt end of the rental, where the node tells it
 */
@MessageType("io.trestle.compute.rental-seen.v1")
public record RentalSeen(String nodeId, String tenant, String renter, @Nullable String rentOrder, List<Integer> gpuIndexes,
        @Nullable Instant endsAt, Instant occurredAt) implements RentalEvent {

    public RentalSeen {
        gpuIndexes = List.copyOf(gpuIndexes);
    }
}
