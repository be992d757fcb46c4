package io.trestle.dbc;

import static io.restassured.RestAssured.given;
import static io.trestle.dbc.DbcSimulatorResource.node;
import static io.trestle.dbc.DbcSimulatorResource.simulator;
import static io.trestle.dbc.Renters.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.dbc.NodeSpec;
import io.vertx.mutiny.sqlclient.Pool;

/** Keys, signatures, sessions and passwords, looked for in everything that is written: logs at their most talkative, events, tables. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(DbcSimulatorResource.class)
class SecretsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("io.trestle");
    private final Handler listener = new Listener();
    private Level levelBefore;

    @Inject
    Pool pool;

    @BeforeEach
    void listen() {
        levelBefore = root.getLevel();
        root.setLevel(Level.ALL);
        root.addHandler(listener);
    }

    @AfterEach
    void stop() {
        root.removeHandler(listener);
        root.setLevel(levelBefore);
        simulator().httpFaults().clear();
    }

    @Test
    void shouldAppearNowhere_whenAVmIsMadeAndThingsGoWrong() {
        var config = ConfigProvider.getConfig();
        try (var topic = new ComputeTopic(config.getValue("kafka.bootstrap.servers", String.class),
                config.getOptionalValue("trestle.kafka.topic-prefix", String.class).orElse(""))) {
            var secrets = new ArrayList<>(List.of(NodeSpec.LOCAL_RENTER_KEY, DbcSimulatorResource.SECRETS_KEY));
            secrets.addAll(throughTheDropIn());
            secrets.addAll(throughVms());
            await().atMost(PATIENCE).until(() -> !topic.events(node(32)).isEmpty());

            assertThat(logged).as("something was logged").isNotEmpty();
            assertNone(secrets, logged);
            assertNone(secrets, topic.texts());
            assertNone(secrets, tables());
        }
    }

    private static List<String> throughTheDropIn() {
        var wallet = Renters.wallet(LOCAL);
        String session = given().body(Renters.body(node(33), Map.of(), wallet)).post("/api/v1/mining_nodes/session_id")
                .path("message.session_id");
        var auth = Map.<String, Object>of("session_id", session, "session_id_sign", LOCAL.sign(session));
        for (var kind : List.of(FaultKind.RESET, FaultKind.ERROR_PAGE, FaultKind.TRUNCATED_JSON)) {
            simulator().httpFaults().add(Fault.of(kind).on("POST", "/tasks$"));
            given().body(Renters.body(node(33), Map.of(), auth)).post("/api/v1/tasks");
        }
        given().body(Renters.body(node(33), Map.of(), auth) + "}").post("/api/v1/tasks");
        given().body(Renters.body(node(33), Map.of("unknown", session), auth)).post("/api/v1/tasks/start");
        String task = given().body(Renters.body(node(33), Renters.vm(5684), auth)).post("/api/v1/tasks/start").path("message.task_id");
        String password = given().body(Renters.body(node(33), Map.of(), auth)).post("/api/v1/tasks/" + task).path("message.login_password");
        return List.of(session, String.valueOf(auth.get("session_id_sign")), String.valueOf(wallet.get("sign")), password);
    }

    private static List<String> throughVms() {
        simulator().httpFaults().add(Fault.of(FaultKind.RESET).on("POST", "/tasks/start$").afterEffect());
        given().contentType("application/json").body(Map.of("name", "mine", "node_id", node(32), "key", NodeSpec.LOCAL_RENTER_KEY))
                .post("/credentials").then().statusCode(201);
        given().contentType("application/json").body(Map.of("name", "mine", "node_id", node(32), "key", NodeSpec.LOCAL_RENTER_KEY + "x"))
                .post("/credentials").then().statusCode(422);
        String id = given().contentType("application/json").body(Map.of("node_id", node(32), "credential", "mine", "image_name",
                "ubuntu.qcow2", "gpu_count", 1, "cpu_cores", 2, "mem_size", 4, "disk_size", 10)).post("/vms").path("id");
        given().get("/vms/" + id + "/wait?timeout=60").then().statusCode(200);
        await().atMost(PATIENCE).until(() -> given().get("/vms/" + id).path("ssh.command") != null);
        String password = given().get("/vms/" + id + "/login").path("login_password");
        assertThat(password).hasSize(16);
        assertThat(given().get("/vms/" + id).asString() + given().get("/credentials").asString()).doesNotContain(password,
                NodeSpec.LOCAL_RENTER_KEY);
        return List.of(password);
    }

    private List<String> tables() {
        var all = new ArrayList<String>();
        for (var table : List.of("credential", "vm", "vm_event", "outbox", "gpu_node")) {
            var rows = pool.query("SELECT t::text AS line FROM " + table + " t").execute().await().atMost(PATIENCE);
            StreamSupport.stream(rows.spliterator(), false).forEach(row -> all.add(row.getString("line")));
        }
        assertThat(all).hasSizeGreaterThan(3);
        return all;
    }

    private static void assertNone(List<String> secrets, List<String> texts) {
        for (var secret : secrets) {
            assertThat(texts).as("texts with a secret").noneMatch(text -> text.contains(secret));
        }
    }

    private final class Listener extends Handler {

        @Override
        public void publish(LogRecord record) {
            var text = new StringWriter();
            text.append(record instanceof ExtLogRecord more ? more.getFormattedMessage() : String.valueOf(record.getMessage()));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text));
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
