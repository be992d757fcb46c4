package io.trestle.runtime.lease;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.ServiceDatabase;
import io.trestle.runtime.notify.NotificationsMother;
import io.vertx.core.Promise;

/** Leases on a real PostgreSQL. Each worker stands for a replica. */
class LeaseWorkerTest {

    private static final LeasedTable JOBS = new LeasedTable("job", "id", "jobs");
    private static final Duration LEASE = Duration.ofSeconds(2);

    private ServiceDatabase database;
    private final List<LeaseWorker> workers = new ArrayList<>();

    @BeforeEach
    void setUp() {
        database = ServiceDatabase.open();
        database.execute("""
                CREATE TABLE job (id text PRIMARY KEY, next_attempt_at timestamptz, leased_until timestamptz, leased_by uuid,
                                  attempts int NOT NULL DEFAULT 0, result text)""");
    }

    @AfterEach
    void tearDown() {
        workers.forEach(LeaseWorker::stop);
        database.close();
    }

    @Nested
    class Claim {

        @Test
        void shouldGiveEachRowToOneReplica_whenSeveralLook() {
            var runs = new ConcurrentHashMap<String, AtomicInteger>();
            for (var i = 0; i < 200; i++) {
                due("job" + i);
            }

            for (var replica = 0; replica < 3; replica++) {
                start(5, lease -> {
                    runs.computeIfAbsent(lease.id(), id -> new AtomicInteger()).incrementAndGet();
                    return Uni.createFrom().item(LeaseOutcome.done());
                });
            }

            await().until(() -> count("next_attempt_at IS NULL AND leased_by IS NULL") == 200);
            assertThat(runs).hasSize(200).allSatisfy((id, times) -> assertThat(times).hasValue(1));
        }

        @Test
        void shouldRunNoMoreThanItsConcurrency() {
            var running = new AtomicInteger();
            var most = new AtomicInteger();
            for (var i = 0; i < 30; i++) {
                due("job" + i);
            }

            start(4, lease -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                return Uni.createFrom().item(LeaseOutcome.done()).onItem().delayIt().by(Duration.ofMillis(30))
                        .invoke(running::decrementAndGet);
            });

            await().until(() -> count("next_attempt_at IS NULL") == 30);
            assertThat(most).hasValue(4);
        }

        @Test
        void shouldWaitForTheTimeOfARow() {
            var seen = new ConcurrentLinkedQueue<String>();
            database.execute("INSERT INTO job VALUES ('later', now() + interval '700 ms')");
            due("now");

            start(4, recording(seen));

            await().until(() -> seen.contains("now"));
            assertThat(seen).doesNotContain("later");
            await().atMost(3, SECONDS).until(() -> seen.contains("later"));
        }
    }

    @Nested
    class Recovery {

        @Test
        void shouldTakeOver_whenTheReplicaThatHeldTheRowIsGone() {
            database.execute("INSERT INTO job VALUES ('orphan', now() + interval '1 s', now() + interval '1 s', gen_random_uuid(), 1)");
            var attempts = new ConcurrentLinkedQueue<Integer>();

            start(1, lease -> {
                attempts.add(lease.attempts());
                return Uni.createFrom().item(LeaseOutcome.done());
            });

            await().untilAsserted(() -> assertThat(attempts).containsExactly(2));
        }

        @Test
        void shouldKeepTheRow_whenItsWorkTakesLongerThanTheLease() {
            due("long");
            var runs = new AtomicInteger();
            Function<Lease, Uni<LeaseOutcome>> slow = lease -> {
                runs.incrementAndGet();
                return Uni.createFrom().item(LeaseOutcome.done()).onItem().delayIt().by(LEASE.multipliedBy(2));
            };

            start(1, slow);
            start(1, slow);

            await().atMost(10, SECONDS).until(() -> count("next_attempt_at IS NULL AND leased_by IS NULL") == 1);
            assertThat(runs).hasValue(1);
        }

        @Test
        void shouldWriteNothing_whenTheLeaseHasPassedToAnother() {
            due("contested");
            var store = new LeaseStore(database.pool(), JOBS);
            var first = store.claim(1, Duration.ofMillis(50)).await().indefinitely().get(0);
            var second = new ArrayList<Lease>();
            await().until(() -> second.addAll(store.claim(1, LEASE).await().indefinitely()));

            store.release(first, LeaseOutcome.done()).await().indefinitely();

            assertThat(count("leased_by = '" + second.get(0).token() + "' AND next_attempt_at IS NOT NULL")).isEqualTo(1);
        }

        @Test
        void shouldTryAgainLater_whenTheWorkFails() {
            due("flaky");
            var attempts = new ConcurrentLinkedQueue<Integer>();

            start(1, lease -> {
                attempts.add(lease.attempts());
                return lease.attempts() < 3
                        ? Uni.createFrom().failure(new IllegalStateException("not yet"))
                        : Uni.createFrom().item(LeaseOutcome.done());
            });

            await().atMost(15, SECONDS).until(() -> count("next_attempt_at IS NULL AND attempts = 0") == 1);
            assertThat(attempts).containsExactly(1, 2, 3);
        }
    }

    @Nested
    class Request {

        @Test
        void shouldRunAgain_whenWorkIsAskedForWhileItRuns() {
            due("busy");
            var runs = new AtomicInteger();
            var started = new CountDownLatch(1);
            var release = Promise.<LeaseOutcome>promise();
            start(1, lease -> {
                started.countDown();
                return runs.incrementAndGet() == 1
                        ? Uni.createFrom().completionStage(release.future().toCompletionStage())
                        : Uni.createFrom().item(LeaseOutcome.done());
            });
            await().until(() -> started.getCount() == 0);

            due("busy");
            release.complete(LeaseOutcome.done());

            await().untilAsserted(() -> assertThat(runs).hasValue(2));
            await().until(() -> count("next_attempt_at IS NULL AND leased_by IS NULL") == 1);
        }

        @Test
        void shouldStartAtOnce_whenTheChannelIsNotified() {
            var seen = new ConcurrentHashMap<String, Long>();
            start(1, lease -> {
                seen.put(lease.id(), System.nanoTime());
                return Uni.createFrom().item(LeaseOutcome.done());
            });
            due("warm-up");
            await().until(() -> seen.containsKey("warm-up"));

            var asked = System.nanoTime();
            due("quick");

            await().until(() -> seen.containsKey("quick"));
            assertThat(Duration.ofNanos(seen.get("quick") - asked)).isLessThan(Duration.ofSeconds(1));
        }
    }

    private void start(int concurrency, Function<Lease, Uni<LeaseOutcome>> work) {
        var worker = new LeaseWorker(database.vertx(), new LeaseStore(database.pool(), JOBS), JOBS, concurrency, LEASE, work);
        worker.start(NotificationsMother.listening(database).on(JOBS.channel()));
        workers.add(worker);
    }

    private static Function<Lease, Uni<LeaseOutcome>> recording(java.util.Collection<String> seen) {
        return lease -> {
            seen.add(lease.id());
            return Uni.createFrom().item(LeaseOutcome.done());
        };
    }

    private void due(String id) {
        database.execute("INSERT INTO job (id, next_attempt_at) VALUES ('" + id
                + "', now()) ON CONFLICT (id) DO UPDATE SET next_attempt_at = now()");
        database.execute("SELECT pg_notify(current_schema || '.jobs', '')");
    }

    private long count(String condition) {
        return database.count("job", condition);
    }
}
