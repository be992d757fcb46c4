package io.trestle.comfy.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobState;
import io.trestle.comfy.routing.Assignment;
import io.trestle.comfy.routing.Router;
import io.trestle.comfy.watch.JobChange;
import io.trestle.runtime.outbox.Outbox;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * One transaction of the ledger: the changes and a look at the queue, then what the look has decided, then what is told, and the commit. The
 * statements of each of these are sent without waiting for one another (PostgreSQL runs them in order; after one that fails, the commit rolls
 * back).
 */
@ApplicationScoped
class LedgerBatch {

    /** Jobs for drivers of this replica are sent as soon as this is committed: it is the intent to send. */
    private static final String GIVE = """
            UPDATE job SET state = 'RUNNING', prompt_id = given.prompt, attempt = attempt + 1, percent = 0, stage = NULL, outputs = '[]',
                backend_id = given.backend, decision = given.decision::jsonb, expected_ms = given.expected,
                started_at = now() + given.n * interval '1 microsecond'
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::uuid[]) WITH ORDINALITY
                AS given (id, backend, decision, expected, prompt, lease, n)
            WHERE job.id = given.id AND state = 'WAITING'
                AND EXISTS (SELECT FROM backend b WHERE b.id = given.backend AND b.leased_by = given.lease) RETURNING job.*""";
    private static final String ASSIGN = """
            UPDATE job SET state = 'ASSIGNED', backend_id = given.backend, decision = given.decision::jsonb, expected_ms = given.expected
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS given (id, backend, decision, expected)
            WHERE job.id = given.id AND state = 'WAITING' RETURNING job.*""";
    private static final String NOTIFY = "SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS told (channel, payload)";

    private final Pool pool;
    private final Router router;
    private final Outbox outbox;
    private final JobEvents events;
    private final LocalBackends local;
    private final Replicas replicas;
    private final String schema;
    private volatile @Nullable SqlConnection held;

    LedgerBatch(Pool pool, Router router, Outbox outbox, JobEvents events, LocalBackends local, Replicas replicas,
            @ConfigProperty(name = "trestle.database.role") String schema) {
        this.pool = pool;
        this.router = router;
        this.outbox = outbox;
        this.events = events;
        this.local = local;
        this.replicas = replicas;
        this.schema = schema;
    }

    /** Something to be done on the connection; the result is kept where it was asked for. */
    interface Step {
        Uni<?> in(LedgerTransaction transaction);
    }

    /**
     * What was committed.
     *
     * @param given by the driver that has to send them, in order
     * @param round null where nobody looked
     */
    record Committed(LedgerTransaction transaction, List<JobChange> changes, Map<Job, LocalBackends.Driver> given,
            Router.@Nullable Round round) {
    }

    /** @return after the commit */
    Uni<Committed> write(List<? extends Step> steps, boolean routes) {
        return connection().chain(connection -> {
            var one = new OneTransaction(connection);
            return one.run(steps, routes).onTermination().call((done, failure, cancelled) -> {
                if (failure == null && !cancelled) {
                    return Uni.createFrom().voidItem();
                }
                held = null;
                one.expectNoMore();
                return rollback(connection).eventually(connection::close);
            });
        });
    }

    /** One of its own, as long as it works: it must not wait behind ten thousand sockets that have just come. */
    private Uni<SqlConnection> connection() {
        var before = held;
        return before != null ? Uni.createFrom().item(before) : pool.getConnection().invoke(opened -> {
            opened.closeHandler(() -> held = null);
            held = opened;
        });
    }

    private static Uni<Void> rollback(SqlConnection connection) {
        return connection.query("ROLLBACK").execute().replaceWithVoid().onFailure().recoverWithNull();
    }

    /** The state of one transaction while it runs. */
    private final class OneTransaction {

        private final SqlConnection connection;
        private final LedgerTransaction transaction;
        private final Map<String, LocalBackends.Driver> expecting = new LinkedHashMap<>();
        private final Map<Job, LocalBackends.Driver> given = new LinkedHashMap<>();
        private Instant now = Instant.EPOCH;
        private Router.@Nullable Round round;

        OneTransaction(SqlConnection connection) {
            this.connection = connection;
            this.transaction = new LedgerTransaction(connection, events);
        }

        Uni<Committed> run(List<? extends Step> steps, boolean routes) {
            var first = new ArrayList<Uni<?>>();
            first.add(connection.query("BEGIN").execute());
            first.add(connection.preparedQuery("SELECT now()").execute()
                    .invoke(rows -> now = rows.iterator().next().getOffsetDateTime(0).toInstant()));
            steps.forEach(step -> first.add(step.in(transaction)));
            if (routes) {
                first.add(router.look(connection).invoke(found -> round = found));
            }
            return together(first).chain(this::assign).chain(this::commit);
        }

        private Uni<Void> assign() {
            if (round == null || round.assignments().isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            var here = new ArrayList<Assignment>();
            var elsewhere = new ArrayList<Assignment>();
            round.assignments().forEach(one -> {
                var driver = local.at(one.backendId());
                (driver != null && driver.isConnected() ? here : elsewhere).add(one);
            });
            var work = new ArrayList<Uni<?>>();
            if (!here.isEmpty()) {
                work.add(give(here));
            }
            if (!elsewhere.isEmpty()) {
                work.add(transaction.change(ASSIGN, columns(elsewhere), job -> List.of()));
            }
            return together(work);
        }

        private Uni<?> give(List<Assignment> assignments) {
            var prompts = new ArrayList<String>();
            var leases = new ArrayList<UUID>();
            for (var one : assignments) {
                var driver = java.util.Objects.requireNonNull(local.at(one.backendId()));
                var prompt = UUID.randomUUID().toString();
                prompts.add(prompt);
                leases.add(driver.lease());
                expecting.put(prompt, driver);
                driver.expect(prompt);
            }
            return transaction.change(GIVE, columns(assignments, prompts.toArray(String[]::new), leases.toArray(UUID[]::new)),
                    job -> List.of(events.started(job)))
                    .invoke(jobs -> {
                        var byPrompt = jobs.stream().collect(Collectors.toMap(Job::promptId, Function.identity()));
                        prompts.forEach(prompt -> {
                            var job = byPrompt.get(prompt);
                            var driver = expecting.get(prompt);
                            if (job != null && driver != null) {
                                given.put(job, driver);
                            } else if (driver != null) {
                                driver.expectNoMore(prompt);
                            }
                        });
                    });
        }

        void expectNoMore() {
            expecting.forEach((prompt, driver) -> driver.expectNoMore(prompt));
        }

        private Uni<Committed> commit() {
            var changes = transaction.changes(now);
            var work = new ArrayList<Uni<?>>();
            if (!transaction.told().isEmpty()) {
                work.add(outbox.append(connection, transaction.told()));
            }
            var notices = notices(changes);
            if (!notices.isEmpty()) {
                work.add(connection.preparedQuery(NOTIFY).execute(Tuple.of(
                        notices.stream().map(notice -> notice[0]).toArray(String[]::new),
                        notices.stream().map(notice -> notice[1]).toArray(String[]::new))));
            }
            work.add(connection.query("COMMIT").execute());
            return together(work).map(done -> new Committed(transaction, changes, given, round));
        }

        /** For other replicas, where there may be any. */
        private List<String[]> notices(List<JobChange> changes) {
            var notices = new ArrayList<String[]>();
            if (!replicas.areThere()) {
                return notices;
            }
            changes.forEach(change -> notices.add(new String[]{schema + ".job_changed", change.toPayload(replicas.self())}));
            transaction.changed().stream().filter(job -> isForDriver(job) && local.at(job.backendId()) == null)
                    .forEach(job -> notices.add(new String[]{schema + ".backend_work", job.backendId()}));
            if (waits() && (round == null || round.elsewhere())) {
                notices.add(new String[]{schema + ".job_waiting", ""});
            }
            return notices;
        }

        private boolean waits() {
            return transaction.freed() || transaction.changed().stream().anyMatch(job -> job.state() == JobState.WAITING);
        }

        private <T> Uni<Void> together(List<Uni<?>> work) {
            return work.isEmpty() ? Uni.createFrom().voidItem() : Uni.combine().all().unis(work).discardItems();
        }
    }

    /** Whether its driver has to do something that it does not know of. */
    static boolean isForDriver(Job job) {
        return job.state() == JobState.ASSIGNED || job.state() == JobState.RUNNING && job.cancelCause() != null;
    }

    private static Tuple columns(List<Assignment> assignments, Object... more) {
        var values = new ArrayList<@Nullable Object>(Arrays.<@Nullable Object>asList(
                assignments.stream().map(Assignment::jobId).toArray(String[]::new),
                assignments.stream().map(Assignment::backendId).toArray(String[]::new),
                assignments.stream().map(Assignment::decision).map(JsonObject::encode).toArray(String[]::new),
                assignments.stream().map(Assignment::expectedMillis).toArray(Long[]::new)));
        values.addAll(Arrays.asList(more));
        return Tuple.tuple(values);
    }
}
