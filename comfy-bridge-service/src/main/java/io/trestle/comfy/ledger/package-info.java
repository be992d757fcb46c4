/**
 * The one place where jobs change. Changes that come at the same time share a transaction, which also gives waiting jobs to backends; callers,
 * drivers and watchers of this replica hear of it from here, after the commit, and other replicas from the database.
 */
@NullMarked
package io.trestle.comfy.ledger;

import org.jspecify.annotations.NullMarked;
