package io.trestle.runtime.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * One round of a relay, in one transaction: claim lanes, send what waits in them, delete what Kafka has. A relay that dies on the way
 * rolls back, so its rows are sent again by the next one: at least once.
 */
final class OutboxBatch {

    // A look at the first row of each lane: with EXISTS the planner joins, and reads every waiting row to find sixteen.
    private static final String CLAIM = """
            SELECT lane FROM outbox_lane l
            WHERE (SELECT true FROM outbox o WHERE o.lane = l.lane AND o.parked_at IS NULL LIMIT 1)
            ORDER BY random() LIMIT $1 FOR UPDATE SKIP LOCKED""";

    private static final String WAITING = """
            SELECT o.seq, o.topic, o.key, o.headers, o.payload FROM unnest($1::smallint[]) AS claimed (lane)
            CROSS JOIN LATERAL (
                SELECT * FROM outbox w WHERE w.lane = claimed.lane AND w.parked_at IS NULL ORDER BY w.seq LIMIT $2) o
            ORDER BY o.seq""";

    // How many rows wait is never what the statistics say; where they say few, the planner reads and sorts a lane's backlog anew for each round.
    private static final String BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off";

    private static final String DELETE = "DELETE FROM outbox WHERE seq = ANY($1)";
    private static final String PARK = "UPDATE outbox SET parked_at = now(), park_reason = $2 WHERE seq = $1";

    private final Pool pool;
    private final KafkaSender kafka;
    private final OutboxConfig config;

    OutboxBatch(Pool pool, KafkaSender kafka, OutboxConfig config) {
        this.pool = pool;
        this.kafka = kafka;
        this.config = config;
    }

    /**
     * What one round did.
     *
     * @param outcomes what became of each row that was claimed; empty when nothing waits or another relay has it
     * @param more whether something may still wait that was there when the round began
     */
    record Round(List<SendOutcome> outcomes, boolean more) {
    }

    private record Claimed(int lanes, List<OutboxRow> rows) {
    }

    Uni<Round> publish() {
        return pool.withTransaction(transaction -> Uni.combine().all().unis(begin(transaction), claim(transaction))
                .with((begun, claimed) -> claimed)
                .chain(claimed -> sendAll(claimed.rows)
                        .call(outcomes -> settle(transaction, outcomes))
                        .map(outcomes -> new Round(outcomes,
                                claimed.lanes >= config.lanes() || claimed.rows.size() >= config.laneBatch()))));
    }

    /**
     * A relay that is stopped (SIGSTOP, a long pause) loses its lanes to the others when PostgreSQL ends its session. Nobody waits for the disk: a
     * deletion that a crash of PostgreSQL takes back means that the message is sent again, as after a crash of the relay.
     */
    private Uni<Void> begin(SqlConnection transaction) {
        var limit = config.deliveryTimeout().plus(Duration.ofSeconds(5)).toMillis();
        return transaction.query("SET LOCAL idle_in_transaction_session_timeout = " + limit + "; SET LOCAL synchronous_commit = off; "
                + BY_INDEX)
                .execute().replaceWithVoid();
    }

    private Uni<Claimed> claim(SqlConnection transaction) {
        return transaction.preparedQuery(CLAIM).execute(Tuple.of(config.lanes()))
                .map(lanes -> lanes.stream().map(row -> row.getShort("lane")).toArray(Short[]::new))
                .chain(lanes -> lanes.length == 0 ? Uni.createFrom().item(new Claimed(0, List.of())) : waiting(transaction, lanes));
    }

    private Uni<Claimed> waiting(SqlConnection transaction, Short[] lanes) {
        return transaction.preparedQuery(WAITING).execute(Tuple.of(lanes, config.laneBatch()))
                .map(rows -> new Claimed(lanes.length, rows.stream().map(OutboxRow::of).toList()));
    }

    private Uni<List<SendOutcome>> sendAll(List<OutboxRow> rows) {
        var byKey = new LinkedHashMap<String, List<OutboxRow>>();
        rows.forEach(row -> byKey.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row));
        if (byKey.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return Uni.join().all(byKey.values().stream().map(this::sendInOrder).toList()).andFailFast()
                .map(outcomes -> outcomes.stream().flatMap(List::stream).toList());
    }

    /** One after the other, up to the first that must wait: a row whose send fails must not be overtaken by a later one of its key. */
    private Uni<List<SendOutcome>> sendInOrder(List<OutboxRow> rows) {
        if (rows.size() == 1) {
            return send(rows.get(0)).map(List::of);
        }
        var blocked = new AtomicReference<SendOutcome.@Nullable Deferred>();
        return Multi.createFrom().iterable(rows)
                .onItem().transformToUniAndConcatenate(row -> blocked.get() == null ? send(row) : Uni.createFrom().item(blocked.get()))
                .invoke(outcome -> {
                    if (outcome instanceof SendOutcome.Deferred deferred) {
                        blocked.set(deferred);
                    }
                })
                .collect().asList();
    }

    private Uni<SendOutcome> send(OutboxRow row) {
        return kafka.send(row.record())
                .<SendOutcome>map(sent -> new SendOutcome.Published(row.seq()))
                .onFailure(OutboxBatch::isRefusal).recoverWithItem(e -> new SendOutcome.Refused(row.seq(), String.valueOf(e.getMessage())))
                .onFailure().recoverWithItem(SendOutcome.Deferred::new);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException
                || failure instanceof InvalidTopicException || failure instanceof SerializationException;
    }

    private static Uni<Void> settle(SqlConnection transaction, List<SendOutcome> outcomes) {
        var published = outcomes.stream().filter(SendOutcome.Published.class::isInstance)
                .map(outcome -> ((SendOutcome.Published) outcome).seq()).toArray(Long[]::new);
        var refused = outcomes.stream().filter(SendOutcome.Refused.class::isInstance)
                .map(outcome -> (SendOutcome.Refused) outcome)
                .map(outcome -> Tuple.of(outcome.seq(), outcome.reason())).toList();
        return delete(transaction, published).chain(() -> park(transaction, refused));
    }

    private static Uni<Void> delete(SqlConnection transaction, Long[] published) {
        return published.length == 0
                ? Uni.createFrom().voidItem()
                : transaction.preparedQuery(DELETE).execute(Tuple.tuple().addArrayOfLong(published)).replaceWithVoid();
    }

    private static Uni<Void> park(SqlConnection transaction, List<Tuple> refused) {
        return refused.isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction.preparedQuery(PARK).executeBatch(refused).replaceWithVoid();
    }
}
