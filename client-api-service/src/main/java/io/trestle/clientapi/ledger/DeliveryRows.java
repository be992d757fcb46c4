package io.trestle.clientapi.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** The raw deliveries: which of a batch are known, and adding them. */
final class DeliveryRows {

    private static final String KNOWN = """
            SELECT u.n FROM unnest($1::text[], $2::text[], $3::bytea[]) WITH ORDINALITY AS u (tenant, prediction_id, body_hash, n)
            WHERE EXISTS (SELECT FROM webhook_delivery d
                WHERE d.tenant = u.tenant AND d.prediction_id = u.prediction_id AND d.body_hash = u.body_hash
                    AND d.verdict <> 'ORPHAN')""";

    private static final String INSERT = """
            INSERT INTO webhook_delivery (tenant, prediction_id, body_hash, body, headers, verdict, reason, received_at)
            SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
            ON CONFLICT (tenant, prediction_id, body_hash)
                DO UPDATE SET repeats = webhook_delivery.repeats + 1, repeated_at = EXCLUDED.received_at,
                    verdict = CASE webhook_delivery.verdict WHEN 'ORPHAN' THEN EXCLUDED.verdict ELSE webhook_delivery.verdict END""";

    /** A delivery with what became of it. */
    record Judged(LedgerEntry entry, Delivery delivery, Verdict verdict) {
    }

    private DeliveryRows() {
    }

    /** @return the positions, from 0, of the entries whose very bytes were judged already; an orphan is judged again */
    static Uni<Set<Integer>> known(SqlConnection connection, List<LedgerEntry> entries) {
        return connection.preparedQuery(KNOWN).execute(Tuple.newInstance(io.vertx.sqlclient.Tuple.tuple()
                .addArrayOfString(entries.stream().map(LedgerEntry::tenant).toArray(String[]::new))
                .addArrayOfString(entries.stream().map(LedgerEntry::predictionId).toArray(String[]::new))
                .addArrayOfBuffer(entries.stream().map(LedgerEntry::delivery)
                        .map(delivery -> delivery == null ? null : delivery.hash()).toArray(Buffer[]::new))))
                .map(rows -> {
                    var positions = new HashSet<Integer>();
                    rows.forEach(row -> positions.add(row.getLong("n").intValue() - 1));
                    return positions;
                });
    }

    /** In the order of the key, so that two batches with the same orphans do not wait for each other. */
    static Uni<Void> insert(SqlConnection connection, List<Judged> judged) {
        var rows = judged.stream().sorted(Comparator.<Judged, String>comparing(one -> one.entry().tenant())
                .thenComparing(one -> one.entry().predictionId())
                .thenComparing(one -> one.delivery().hash().toString(ISO_8859_1))).toList();
        return connection.preparedQuery(INSERT).execute(Tuple.newInstance(io.vertx.sqlclient.Tuple.tuple()
                .addArrayOfString(texts(rows, one -> one.entry().tenant()))
                .addArrayOfString(texts(rows, one -> one.entry().predictionId()))
                .addArrayOfBuffer(rows.stream().map(one -> one.delivery().hash()).toArray(Buffer[]::new))
                .addArrayOfBuffer(rows.stream().map(one -> one.delivery().body()).toArray(Buffer[]::new))
                .addArrayOfString(texts(rows, one -> one.delivery().headers()))
                .addArrayOfString(texts(rows, one -> one.verdict().name()))
                .addArrayOfString(texts(rows, one -> one.delivery().reason()))
                .addArrayOfOffsetDateTime(rows.stream().map(one -> Objects.requireNonNull(DraftRows.time(one.delivery().receivedAt())))
                        .toArray(OffsetDateTime[]::new))))
                .replaceWithVoid();
    }

    private static String[] texts(List<Judged> rows, Function<Judged, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
