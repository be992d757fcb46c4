package io.trestle.e2e.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.trestle.e2e.process.ClientApiProcess;
import io.trestle.e2e.process.ClientApiProcess.Settings;
import io.trestle.e2e.process.Records;
import io.trestle.e2e.process.Switch;
import io.trestle.engines.TestEnvironment;

/** {@code -Dtrestle.webhook.restarts=N} stops each replica N times instead of twice: in turns told to stop, and killed. */
class WebhookProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int RESTARTS = Integer.getInteger("trestle.webhook.restarts", 2);
    private static final int PREDICTIONS = 100_000;
    private static final int BETWEEN_RESTARTS = 300;

    private static TestEnvironment environment;

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @BeforeAll
    static void createEnvironment() {
        environment = TestEnvironment.create();
    }

    @AfterAll
    static void closeEnvironment() {
        environment.close();
    }

    @Test
    void shouldLoseNoEndAndTellOfEachOnce_whenReplicasAreReplacedAndKilledUnderLoad()
            throws IOException, InterruptedException, SQLException {
        var settings = Settings.of(environment,
                Files.createTempDirectory(Files.createDirectories(Path.of("target", "webhooks")), "run").toAbsolutePath());
        var senders = Executors.newFixedThreadPool(8);
        try (var before = new Switch()) {
            var replicas = new ClientApiProcess[]{ClientApiProcess.start(settings), ClientApiProcess.start(settings)};
            try {
                for (var replica : replicas) {
                    before.add(replica.port());
                }
                run("""
                        INSERT INTO client_api.prediction (id, tenant, model_id, model_version, runner, state, input, created_at, sent_at,
                            heard_at, silence_seconds)
                        SELECT 'run' || lpad(n::text, 9, '0'), 'local', 'm', 1, 'WORKER', 'STARTING', '{}', now(), now(), now(), 86400
                        FROM generate_series(0, %d) n""", PREDICTIONS - 1);
                // given workers that report all the time
                var work = new ArrayList<Future<?>>();
                for (var i = 0; i < 8; i++) {
                    work.add(senders.submit(() -> report(new Reporter(before.port(), repeated))));
                }
                // when each replica is stopped the way a deployment stops it, or killed, and replaced
                for (var round = 0; round < RESTARTS * replicas.length; round++) {
                    var place = round % replicas.length;
                    awaitAcknowledged(acknowledged.size() + BETWEEN_RESTARTS);
                    if ((round / replicas.length + round) % 2 == 0) {
                        replicas[place].terminate();
                    } else {
                        replicas[place].kill();
                    }
                    replicas[place].awaitEnd();
                    before.remove(replicas[place].port());
                    replicas[place] = ClientApiProcess.start(settings);
                    before.add(replicas[place].port());
                }
                awaitAcknowledged(acknowledged.size() + BETWEEN_RESTARTS);
                stopped.set(true);
                for (var one : work) {
                    one.get();
                }
                // then
                System.out.printf("%d ends over %d restarts, %d refused, %d times sent again%n", acknowledged.size(),
                        RESTARTS * replicas.length, refused.size(), repeated.get());
                assertThat(refused).isEmpty();
                assertThat(repeated.get()).as("times that a worker met a replica that was away").isPositive();
                assertKept(Set.copyOf(acknowledged));
            } catch (ExecutionException e) {
                throw new IllegalStateException("A worker failed", e);
            } finally {
                stopped.set(true);
                senders.shutdownNow();
                for (var replica : replicas) {
                    replica.close();
                }
            }
        }
    }

    private Void report(Reporter reporter) throws InterruptedException {
        while (!stopped.get()) {
            var id = String.format(Locale.ROOT, "run%09d", next.getAndIncrement());
            reporter.running(id);
            var status = reporter.ended(id);
            if (status == 200) {
                acknowledged.add(id);
            } else {
                refused.add(id + ": " + status);
            }
        }
        return null;
    }

    private void awaitAcknowledged(int count) {
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= count);
    }

    private void assertKept(Set<String> ended) throws SQLException {
        assertThat(Set.copyOf(select("SELECT id FROM client_api.prediction WHERE state = 'SUCCEEDED' AND logs_length = 14")))
                .isEqualTo(ended);
        assertThat(select("SELECT prediction_id FROM client_api.prediction_event WHERE type = 'completed'")).hasSameSizeAs(ended);
        // each is told of, and what is told again after a kill carries the id that it had
        await().atMost(PATIENCE).until(() -> select("SELECT id FROM client_api.outbox").isEmpty());
        var told = Records.endsByPrediction(environment);
        assertThat(told.keySet()).isEqualTo(ended);
        assertThat(told.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
    }

    private static void run(String sql, Object... values) throws SQLException {
        try (var connection = environment.connect("client_api"); var statement = connection.createStatement()) {
            statement.execute(String.format(Locale.ROOT, sql, values));
        }
    }

    private static List<String> select(String sql) throws SQLException {
        var found = new ArrayList<String>();
        try (var connection = environment.connect("client_api");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
