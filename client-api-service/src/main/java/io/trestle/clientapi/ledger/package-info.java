/**
 * What happened to predictions. Everything that is reported about one, by whomever, goes through {@link io.trestle.clientapi.ledger.Ledger}: it
 * merges reports into the state, and writes state, raw delivery, stream events, outgoing events and outbound webhooks in one transaction.
 */
@NullMarked
package io.trestle.clientapi.ledger;

import org.jspecify.annotations.NullMarked;
