package io.trestle.dbc.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.trestle.dbc.ComputeTopic;
import io.trestle.dbc.DbcSimulatorResource;
import io.trestle.dbc.Renters;
import io.trestle.engines.TestEnvironment;
import io.trestle.model.compute.VmCreated;
import io.trestle.model.compute.VmDeleted;
import io.trestle.model.compute.VmFailed;
import io.trestle.model.compute.VmRequested;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.dbc.DbcSimulator;
import io.trestle.simulators.dbc.DbcSimulatorConfig;
import io.trestle.simulators.dbc.NodeSpec;
import io.vertx.core.json.JsonObject;

/**
 * The adapter's process is killed (SIGKILL) at each call of a VM's life, before and after it takes effect, and at random moments. However it went:
 * one VM that runs, each event once, and after its deletion nothing.
 *
 * <p>Runs after packaging. {@code -Dtrestle.chaos.rounds=N} kills N times at random instead of the few of an ordinary run.
 */
@Tag("processes")
class VmCrashTest {

    private static final int ROUNDS = Integer.getInteger("trestle.chaos.rounds", 2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NODES = 60;
    private static TestEnvironment environment;
    private static DbcSimulator simulator;
    private static AdapterProcess adapter;
    private static ComputeTopic topic;
    private static int used;
    private static int kills;

    /** The calls of a VM's life: the first look, the creation, the look after it, the details, and those of the deletion. */
    enum Point {
        FIRST_LOOK("/tasks$", 1, false), CREATION("/tasks/start$", 1, false), NEXT_LOOK("/tasks$", 2, false), DETAIL(
                "/tasks/[1-9A-HJ-NP-Za-km-z]{12,}$", 1, false),
        DELETION("/tasks/delete/", 1, true), LOOK_AT_DELETION("/tasks$", 1, true);

        private final String path;
        private final int nth;
        private final boolean ofDeletion;

        Point(String path, int nth, boolean ofDeletion) {
            this.path = path;
            this.nth = nth;
            this.ofDeletion = ofDeletion;
        }
    }

    @BeforeAll
    static void start() {
        environment = TestEnvironment.create();
        var nodes = new NodeSpec[NODES];
        for (int i = 0; i < NODES; i++) {
            nodes[i] = NodeSpec.rentedBy(node(i), Renters.LOCAL.address());
        }
        simulator = DbcSimulator.start(DbcSimulatorConfig.defaults().withSpeed(600).withNodes(nodes));
        var configuration = new HashMap<>(environment.configuration());
        configuration.put("trestle.dbc.client-url", simulator.baseUrl());
        configuration.put("trestle.auth.mode", "open");
        configuration.put("trestle.secrets.active-key", "test");
        configuration.put("trestle.secrets.keys.test", DbcSimulatorResource.SECRETS_KEY);
        configuration.put("trestle.dbc.vms.changing", "PT0.2S");
        configuration.put("trestle.dbc.vms.first-retry", "PT0.1S");
        configuration.put("trestle.dbc.vms.late-effect", "PT3S");
        configuration.put("trestle.dbc.vms.lease-for", "PT2S");
        adapter = new AdapterProcess(configuration);
        adapter.start();
        topic = new ComputeTopic(environment.bootstrapServers(), environment.topicPrefix());
    }

    @AfterAll
    static void stop() {
        adapter.close();
        topic.close();
        simulator.close();
        environment.deleteTopics();
        environment.dropDatabase();
        System.out.printf("dbc-adapter killed %d times: no VM lost, none doubled%n", kills);
    }

    @AfterEach
    void clearFaults() {
        simulator.httpFaults().clear();
    }

    private static String node(int number) {
        return String.format(Locale.ROOT, "%064x", 0xc4a50000L + number);
    }

    @ParameterizedTest
    @EnumSource(Point.class)
    void shouldEndInOneVm_whenKilledBeforeACallTakesEffect(Point point) {
        killAt(point, false);
    }

    @ParameterizedTest
    @EnumSource(Point.class)
    void shouldEndInOneVm_whenKilledAfterACallTookEffect(Point point) {
        killAt(point, true);
    }

    @Test
    void shouldEndInOneVm_whenKilledAtRandomMoments() throws InterruptedException {
        var random = new Random(20261122);
        for (int round = 0; round < ROUNDS; round++) {
            var node = rented();
            var key = UUID.randomUUID().toString();
            adapter.call("POST", "/vms", wanted(node), key);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
            restart();
            var id = requested(node, key);
            assertOneRunning(node, id);
            adapter.call("DELETE", "/vms/" + id, null, null);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
            restart();
            assertGone(node, id);
        }
    }

    private static void killAt(Point point, boolean afterEffect) {
        var node = rented();
        var key = UUID.randomUUID().toString();
        if (point.ofDeletion) {
            var id = requested(node, key);
            assertOneRunning(node, id);
            hangAt(point, afterEffect);
            adapter.call("DELETE", "/vms/" + id, null, null);
            killWhenStruck();
            assertGone(node, id);
        } else {
            hangAt(point, afterEffect);
            var id = requested(node, key);
            killWhenStruck();
            assertThat(requested(node, key)).as("the same request").isEqualTo(id);
            assertOneRunning(node, id);
            delete(id);
            assertGone(node, id);
        }
    }

    private static void hangAt(Point point, boolean afterEffect) {
        var fault = Fault.of(FaultKind.HANG).on("POST", point.path).nth(point.nth);
        simulator.httpFaults().add(afterEffect ? fault.afterEffect() : fault);
    }

    private static void killWhenStruck() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> simulator.httpFaults().isSpent());
        restart();
    }

    private static void restart() {
        adapter.kill();
        kills++;
        simulator.httpFaults().clear();
        adapter.start();
    }

    /** A node that nobody used yet, whose credential was checked, so that the calls of the VM's life are the next ones. */
    private static String rented() {
        var node = node(used++);
        var answer = adapter.call("POST", "/credentials",
                new JsonObject().put("name", "mine").put("node_id", node).put("key", NodeSpec.LOCAL_RENTER_KEY), null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var id = new JsonObject(answer.body()).getString("id");
        await().atMost(PATIENCE).until(() -> adapter.call("GET", "/credentials/" + id, null, null).body().contains("\"accepted\":true"));
        return node;
    }

    private static JsonObject wanted(String node) {
        return new JsonObject().put("node_id", node).put("credential", "mine").put("image_name", "ubuntu.qcow2").put("gpu_count", 1)
                .put("cpu_cores", 2).put("mem_size", 4).put("disk_size", 10);
    }

    private static String requested(String node, String key) {
        var answer = adapter.call("POST", "/vms", wanted(node), key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return new JsonObject(answer.body()).getString("id");
    }

    private static void delete(String id) {
        assertThat(adapter.call("DELETE", "/vms/" + id, null, null).statusCode()).isEqualTo(202);
    }

    private static void assertOneRunning(String node, String id) {
        assertThat(adapter.call("GET", "/vms/" + id + "/wait?timeout=60", null, null).statusCode()).isEqualTo(200);
        assertThat(simulator.vms(node)).hasSize(1);
    }

    private static void assertGone(String node, String id) {
        var answer = adapter.call("GET", "/vms/" + id + "/wait?state=deleted&timeout=60", null, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(simulator.vms(node)).isEmpty();
        await().atMost(PATIENCE).until(() -> !topic.events(id, VmDeleted.class).isEmpty());
        assertThat(topic.events(id, VmRequested.class)).hasSize(1);
        assertThat(topic.events(id, VmCreated.class)).hasSize(1);
        assertThat(topic.events(id, VmDeleted.class)).hasSize(1);
        assertThat(topic.events(id, VmFailed.class)).isEmpty();
        assertThat(topic.events(id).get(topic.events(id).size() - 1)).isInstanceOf(VmDeleted.class);
    }
}
