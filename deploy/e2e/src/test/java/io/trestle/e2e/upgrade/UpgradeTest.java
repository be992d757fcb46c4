package io.trestle.e2e.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import io.trestle.e2e.process.Records;

/** {@code ./trestle test --upgrade COMMIT}: the services of that commit are replaced by those of this checkout while they are used. */
@EnabledIfSystemProperty(named = Version.PREVIOUS, matches = ".+", disabledReason = "Needs an earlier version: ./trestle test --upgrade COMMIT")
class UpgradeTest {

    static {
        // for Calls; read when the first client is made
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection");
    }

    private static final String API = "/pc/client-api/";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Of each kind of caller, between two replacements: {@code -Dtrestle.upgrade.steps}. */
    private static final int STEPS = Integer.getInteger("trestle.upgrade.steps", 10);
    private static final int REPORTED = 100_000;
    private static final String SIGNATURE = """
            {"inputs":[{"name":"prompt","type":"str","validation":{"description":"what to make"}}],"outputs":"str"}""";
    private static final String WORKFLOW = """
            {"inputs":[{"name":"prompt","type":"str","validation":{"description":"what to make"}}],"outputs":"list[Path]",
             "workflow":{"alias":"text-to-image","inputs":{"prompt":"6/text"}}}""";

    private final Queue<String> models = new ConcurrentLinkedQueue<>();
    private final Queue<String> predictions = new ConcurrentLinkedQueue<>();
    private final Queue<String> reported = new ConcurrentLinkedQueue<>();
    private final Map<String, String> files = new ConcurrentHashMap<>();

    private Calls calls;
    private Calls bridge;
    private String workflow;

    @Test
    void shouldAnswerEveryRequest_whileReplicasAreReplacedAndOneGoesBack() throws Exception {
        var directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "upgrades")), "run").toAbsolutePath();
        var previous = Version.previous();
        var present = Version.present();
        try (var suite = new Suite(directory); var load = new Load()) {
            // given two replicas each of the previous version, and callers
            suite.start(previous);
            calls = new Calls(suite.port(Suite.CLIENT_API));
            bridge = new Calls(suite.port("comfy-bridge-service"));
            prepare(suite);
            load.add("registrations", 1, Duration.ofMillis(800), this::register);
            load.add("webhooks", 4, Duration.ofMillis(20), this::report);
            load.add("uploads", 2, Duration.ofMillis(50), this::upload);
            load.add("predictions", 2, Duration.ofMillis(50), this::predict);
            load.add("watchers", 1, Duration.ofMillis(200), this::watch);
            load.awaitMore(STEPS);
            // when each is replaced by one of this version, one goes back, and comes again
            for (var round = 0; round < 2; round++) {
                for (var service : Suite.SERVICES) {
                    step(suite, load, service, present);
                }
            }
            for (var service : Suite.SERVICES) {
                step(suite, load, service, previous);
                step(suite, load, service, present);
                step(suite, load, service, present);
            }
            load.stop();
            // then
            System.out.println("Upgrade: " + load.done() + ", " + (calls.count() + bridge.count()) + " requests, " + load.failures().size()
                    + " failures, "
                    + suite.loggedErrors().size() + " errors logged");
            assertThat(load.failures()).isEmpty();
            assertNothingIsLost(suite);
            assertThat(suite.loggedErrors()).isEmpty();
        }
    }

    private static void step(Suite suite, Load load, String service, Version version) {
        var before = load.failures().size();
        suite.replace(service, version);
        load.awaitMore(STEPS);
        System.out.println(service + " by one of the " + version.name() + " version: " + load.done() + ", "
                + (load.failures().size() - before) + " failures");
    }

    /** A model that runs as a workflow, and predictions that workers will report about. */
    private void prepare(Suite suite) throws Exception {
        workflow = calls.post(API + "predict_signature", WORKFLOW).path("id").asText();
        try (var connection = suite.environment().connect("client_api"); var statement = connection.createStatement()) {
            statement.execute(String.format(Locale.ROOT, """
                    INSERT INTO client_api.prediction (id, tenant, model_id, model_version, runner, state, input, created_at, sent_at,
                        heard_at, silence_seconds)
                    SELECT 'run' || lpad(n::text, 9, '0'), 'local', 'm', 1, 'WORKER', 'STARTING', '{}', now(), now(), now(), 86400
                    FROM generate_series(0, %d) n""", REPORTED - 1));
        }
    }

    private void register(int number) throws Exception {
        var answer = calls.post(API + "predict_signature", SIGNATURE, "Idempotency-Key", UUID.randomUUID().toString());
        assertThat(answer.path("id").asText()).as(answer.toString()).isNotEmpty();
        models.add(answer.path("id").asText());
    }

    private void report(int number) throws Exception {
        var id = String.format(Locale.ROOT, "run%09d", number);
        var body = "{\"id\":\"" + id + "\",\"status\":\"%s\",\"started_at\":\"2024-12-23T22:52:01.460145+00:00\",\"logs\":\"step 1\\n\"%s}";
        calls.post(API + "webhook/prediction", String.format(Locale.ROOT, body, "processing", ""));
        calls.post(API + "webhook/prediction", String.format(Locale.ROOT, body, "succeeded", ",\"output\":[\"x\"]"));
        reported.add(id);
    }

    private void upload(int number) throws Exception {
        var bytes = new byte[64 << 10];
        new Random(number).nextBytes(bytes);
        var location = calls.put(API + "upload/picture-" + number + ".png", bytes).headers().firstValue("Location").orElseThrow();
        var path = java.net.URI.create(location).getRawPath();
        assertThat(calls.bytes(path)).isEqualTo(bytes);
        files.put(path, sha256(bytes));
    }

    private void predict(int number) throws Exception {
        var id = calls.post(API + "predictions", "{\"model\":\"" + workflow + "\",\"input\":{\"prompt\":\"a lighthouse " + number + "\"}}")
                .path("id").asText();
        predictions.add(id);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(
                () -> calls.get(API + "predictions/" + id).path("status").asText(),
                status -> List.of("succeeded", "failed", "canceled", "lost").contains(status));
        assertThat(calls.get(API + "predictions/" + id).path("status").asText()).isEqualTo("succeeded");
    }

    /** Follows a job to its end, from wherever a replica that leaves has sent it away. */
    private void watch(int number) throws Exception {
        var id = bridge.post("/jobs", "{\"workflow\":\"text-to-image\",\"inputs\":{\"6/text\":\"watched " + number + "\"}}").path("id")
                .asText();
        var limit = System.nanoTime() + PATIENCE.toNanos();
        var last = "0";
        while (System.nanoTime() < limit) {
            var events = new String(bridge.bytes("/jobs/" + id + "/events", "Last-Event-ID", last), StandardCharsets.UTF_8);
            if (events.contains("event: end") || events.contains("event:end")) {
                assertThat(events).contains("SUCCEEDED");
                return;
            }
            last = events.lines().filter(line -> line.startsWith("id:")).reduce(last, (one, next) -> next.substring(3).strip());
        }
        throw new AssertionError("The end of job " + id + " was not told");
    }

    private void assertNothingIsLost(Suite suite) throws Exception {
        for (var model : models) {
            var path = API + "predict_signature/" + model;
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(calls.get(path).toString()).contains("\"hostname\""));
        }
        for (var file : files.entrySet()) {
            assertThat(sha256(calls.bytes(file.getKey()))).isEqualTo(file.getValue());
        }
        var ended = select(suite, "SELECT id FROM client_api.prediction WHERE state = 'SUCCEEDED'");
        assertThat(ended).containsAll(predictions).containsAll(reported);
        assertThat(select(suite, "SELECT prediction_id FROM client_api.prediction_event WHERE type = 'completed'")).hasSameSizeAs(ended);
        for (var role : List.of("client_api", "comfy_bridge", "cloudflare_adapter")) {
            await().atMost(PATIENCE).until(() -> select(suite, "SELECT id FROM " + role + ".outbox").isEmpty());
        }
        assertThat(Records.deadLetters(suite.environment())).isEmpty();
        assertThat(Records.endsByPrediction(suite.environment())).containsOnlyKeys(ended)
                .allSatisfy((prediction, ids) -> assertThat(ids).hasSize(1));
    }

    private static List<String> select(Suite suite, String sql) throws SQLException {
        var found = new ArrayList<String>();
        try (var connection = suite.environment().connect(sql.replaceFirst("(?s).* FROM (\\w+)\\..*", "$1"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
