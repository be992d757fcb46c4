package io.trestle.clientapi.ledger;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.trestle.model.prediction.PredictionRunner;
import io.trestle.runtime.outbox.Outbox;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * One transaction of the ledger, in two round trips: lock and look, then write and commit. The statements of each trip are sent without waiting
 * for one another (PostgreSQL runs them in order; after one that fails, the commit rolls back).
 */
@ApplicationScoped
class LedgerBatch {

    private static final String EVENTS = """
            INSERT INTO prediction_event (prediction_id, seq, type, data, at)
            SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[])""";
    private static final String NOTIFY = "SELECT pg_notify($1, id) FROM unnest($2::text[]) AS changed (id)";

    private final Pool pool;
    private final DraftRows rows;
    private final Outbox outbox;
    private final NoticeRows notices;
    private final Clock clock;
    private final String channel;

    LedgerBatch(Pool pool, ObjectMapper json, Outbox outbox, NoticeRows notices, Clock clock,
            @ConfigProperty(name = "trestle.database.role") String schema) {
        this.pool = pool;
        this.rows = new DraftRows(json);
        this.outbox = outbox;
        this.notices = notices;
        this.clock = clock;
        this.channel = schema + "." + PredictionChanges.CHANNEL;
    }

    /** @return the verdict on each entry, in their order, after the commit */
    Uni<List<Verdict>> write(List<LedgerEntry> entries) {
        return pool.getConnection().chain(connection -> look(connection, entries)
                .chain(seen -> judge(connection, entries, seen))
                .onTermination().call((verdicts, failure, cancelled) -> failure == null && !cancelled
                        ? connection.close()
                        : rollback(connection).eventually(connection::close)));
    }

    private record Seen(Map<String, PredictionDraft> drafts, Set<Integer> known) {
    }

    private Uni<Seen> look(SqlConnection connection, List<LedgerEntry> entries) {
        var ids = new TreeSet<String>();
        entries.forEach(entry -> ids.add(entry.predictionId()));
        return Uni.combine().all().unis(connection.query("BEGIN").execute(), rows.lock(connection, ids),
                DeliveryRows.known(connection, entries))
                .with((begun, drafts, known) -> new Seen(drafts, known));
    }

    private Uni<List<Verdict>> judge(SqlConnection connection, List<LedgerEntry> entries, Seen seen) {
        var now = clock.instant();
        var verdicts = new ArrayList<Verdict>();
        var judged = new ArrayList<DeliveryRows.Judged>();
        var hashes = new HashSet<List<Object>>();
        for (var i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            var delivery = entry.delivery();
            var again = seen.known().contains(i)
                    || (delivery != null && !hashes.add(List.of(entry.tenant(), entry.predictionId(), delivery.hash())));
            var verdict = again ? Verdict.DUPLICATE : verdict(entry, seen.drafts().get(entry.predictionId()), now);
            verdicts.add(verdict);
            if (delivery != null) {
                judged.add(new DeliveryRows.Judged(entry, delivery, verdict));
            }
        }
        return commit(connection, judged, seen.drafts().values().stream().filter(PredictionDraft::touched).toList()).replaceWith(verdicts);
    }

    private static Verdict verdict(LedgerEntry entry, @Nullable PredictionDraft draft, Instant now) {
        var report = entry.report();
        if (report == null) {
            return Verdict.UNREADABLE;
        }
        // A worker reports on predictions of its tenant that run at a worker; whatever else exists, it is told nothing about.
        var foreign = draft == null || !draft.tenant.equals(entry.tenant())
                || (entry.delivery() != null && draft.runner != PredictionRunner.WORKER);
        return foreign ? Verdict.ORPHAN : Objects.requireNonNull(draft).accept(report, now);
    }

    private Uni<Void> commit(SqlConnection connection, List<DeliveryRows.Judged> judged, List<PredictionDraft> drafts) {
        var writes = new ArrayList<Uni<?>>();
        inserts(judged).forEach(part -> writes.add(DeliveryRows.insert(connection, part)));
        var happenings = drafts.stream().flatMap(draft -> draft.happenings().stream()).toList();
        var messages = drafts.stream().flatMap(draft -> draft.messages().stream()).toList();
        if (!drafts.isEmpty()) {
            writes.add(rows.write(connection, drafts));
        }
        if (!happenings.isEmpty()) {
            writes.add(connection.preparedQuery(EVENTS).execute(columns(happenings)));
            writes.add(connection.preparedQuery(NOTIFY).execute(Tuple.of(channel,
                    happenings.stream().map(Happening::predictionId).distinct().toArray(String[]::new))));
        }
        if (drafts.stream().anyMatch(draft -> !draft.notices().isEmpty())) {
            writes.add(notices.insert(connection, drafts));
        }
        if (!messages.isEmpty()) {
            writes.add(outbox.append(connection, messages));
        }
        writes.add(connection.query("COMMIT").execute());
        return Uni.combine().all().unis(writes).discardItems();
    }

    /** One INSERT cannot meet the same row twice: repetitions within a batch go into statements of their own. */
    private static List<List<DeliveryRows.Judged>> inserts(List<DeliveryRows.Judged> judged) {
        var first = new ArrayList<DeliveryRows.Judged>();
        var parts = new ArrayList<List<DeliveryRows.Judged>>();
        var hashes = new HashSet<List<Object>>();
        for (var one : judged) {
            if (hashes.add(List.of(one.entry().tenant(), one.entry().predictionId(), one.delivery().hash()))) {
                first.add(one);
            } else {
                parts.add(List.of(one));
            }
        }
        if (!first.isEmpty()) {
            parts.add(0, first);
        }
        return parts;
    }

    private static Tuple columns(List<Happening> happenings) {
        return Tuple.newInstance(io.vertx.sqlclient.Tuple.tuple()
                .addArrayOfString(happenings.stream().map(Happening::predictionId).toArray(String[]::new))
                .addArrayOfInteger(happenings.stream().map(Happening::seq).toArray(Integer[]::new))
                .addArrayOfString(happenings.stream().map(Happening::type).toArray(String[]::new))
                .addArrayOfString(happenings.stream().map(Happening::data).toArray(String[]::new))
                .addArrayOfOffsetDateTime(happenings.stream().map(one -> Objects.requireNonNull(DraftRows.time(one.at())))
                        .toArray(OffsetDateTime[]::new)));
    }

    private static Uni<Void> rollback(SqlConnection connection) {
        return connection.query("ROLLBACK").execute().replaceWithVoid().onFailure().recoverWithNull();
    }
}
