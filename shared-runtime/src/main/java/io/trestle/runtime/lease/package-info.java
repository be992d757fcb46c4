/**
 * Long work as rows: a row that is due is leased by one replica, worked on, and given back with the time of its next attempt. A replica
 * that dies just lets its leases run out, so a restart needs no recovery of its own.
 *
 * <p>A leased table has these columns beside its own; only this package writes the middle two:
 * <pre>
 * next_attempt_at timestamptz,           -- when the row is due; NULL: nothing to do
 * leased_until    timestamptz,
 * leased_by       uuid,                  -- the token of the lease, new for each
 * attempts        int NOT NULL DEFAULT 0 -- leases since the work last succeeded
 * </pre>
 * An entity maps {@code next_attempt_at} at insertion at most: an entity that writes it back would undo what happened meanwhile.
 */
@NullMarked
package io.trestle.runtime.lease;

import org.jspecify.annotations.NullMarked;
