package io.trestle.clientapi.workerwebhook;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.Delivery;
import io.trestle.clientapi.ledger.Ledger;
import io.trestle.clientapi.ledger.LedgerEntry;
import io.trestle.clientapi.ledger.Verdict;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** The deliveries as they came: what a tenant may see of them, those that found no prediction, and forgetting them. */
@ApplicationScoped
class WebhookLog {

    /** The bytes as text: what is no UTF-8 shows as U+FFFD. */
    private static final String LIST = """
            SELECT prediction_id, body, headers, verdict, reason, received_at, repeats, repeated_at FROM webhook_delivery
            WHERE tenant = $1 AND ($2::text IS NULL OR prediction_id = $2) AND ($3::text IS NULL OR verdict = $3)
                AND ($4::timestamptz IS NULL OR received_at < $4)
            ORDER BY received_at DESC LIMIT $5""";

    private static final String FOUND = """
            SELECT d.tenant, d.prediction_id, d.body_hash, d.body, d.headers, d.received_at
            FROM webhook_delivery d JOIN prediction p ON p.id = d.prediction_id AND p.tenant = d.tenant AND p.runner = 'WORKER'
            WHERE d.verdict = 'ORPHAN' ORDER BY d.received_at LIMIT 500""";

    private final Pool pool;
    private final Ledger ledger;
    private final WorkerWebhookConfig config;
    private final Clock clock;
    private final WebhookReader reader = new WebhookReader();

    WebhookLog(Pool pool, Ledger ledger, WorkerWebhookConfig config, Clock clock) {
        this.pool = pool;
        this.ledger = ledger;
        this.config = config;
        this.clock = clock;
    }

    /**
     * One delivery.
     *
     * @param predictionId null where the body names none
     * @param verdict what became of it
     * @param reason why it is no report
     * @param body as it came
     * @param repeats how often the same bytes came again
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(@Nullable String predictionId, Verdict verdict, @Nullable String reason, Instant receivedAt, int repeats,
            @Nullable Instant repeatedAt, @JsonRawValue String headers, String body) {
    }

    /** The newest first. */
    Uni<List<Line>> list(String tenant, @Nullable String prediction, @Nullable Verdict verdict, @Nullable OffsetDateTime before,
            int limit) {
        var values = Tuple.tuple().addString(tenant).addString(prediction).addString(verdict == null ? null : verdict.name())
                .addOffsetDateTime(before).addInteger(limit);
        return pool.preparedQuery(LIST).execute(values).map(rows -> rows.stream().map(WebhookLog::line).toList());
    }

    /** Orphans whose prediction is there by now (it was restored, or committed by another replica a moment later). */
    @Scheduled(every = "1m", delayed = "30s")
    Uni<Void> reconcile() {
        return pool.query(FOUND).execute()
                .onItem().transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem().transformToUniAndConcatenate(row -> {
                    var delivery = new Delivery(row.getBuffer("body_hash").getDelegate(), row.getBuffer("body").getDelegate(),
                            row.getString("headers"),
                            row.getOffsetDateTime("received_at").toInstant(), null);
                    var reading = reader.read(delivery.body().getBytes());
                    return ledger
                            .write(new LedgerEntry(row.getString("tenant"), row.getString("prediction_id"), reading.report(), delivery));
                })
                .collect().last().replaceWithVoid();
    }

    @Scheduled(every = "1h", delayed = "7m")
    Uni<Void> forget() {
        return pool.preparedQuery("DELETE FROM webhook_delivery WHERE received_at < $1")
                .execute(Tuple.of(clock.instant().minus(config.retention()).atOffset(ZoneOffset.UTC))).replaceWithVoid();
    }

    private static Line line(Row row) {
        var id = row.getString("prediction_id");
        var repeated = row.getOffsetDateTime("repeated_at");
        return new Line(id.isEmpty() ? null : id, Verdict.valueOf(row.getString("verdict")), row.getString("reason"),
                row.getOffsetDateTime("received_at").toInstant(), row.getInteger("repeats"), repeated == null ? null : repeated.toInstant(),
                row.getString("headers"), row.getBuffer("body").toString());
    }
}
