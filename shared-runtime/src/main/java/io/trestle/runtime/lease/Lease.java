package io.trestle.runtime.lease;

import java.util.UUID;

/**
 * The right to work on one row for a while. The work writes its results under {@code WHERE leased_by = token}: where another replica has
 * taken over meanwhile, nothing is written.
 *
 * @param id the row's key, as text
 * @param attempts which attempt this is since the work last succeeded, from 1
 */
public record Lease(String id, UUID token, int attempts) {
}
