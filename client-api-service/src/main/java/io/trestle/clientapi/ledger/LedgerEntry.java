package io.trestle.clientapi.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Something to write.
 *
 * @param tenant whose prediction it must be
 * @param predictionId empty where the sender named none
 * @param report null where the delivery is none
 * @param delivery the webhook that the report came by; null for what this service found out otherwise
 */
public record LedgerEntry(String tenant, String predictionId, @Nullable Report report, @Nullable Delivery delivery) {

    public static LedgerEntry of(String tenant, String predictionId, Report report) {
        return new LedgerEntry(tenant, predictionId, report, null);
    }
}
