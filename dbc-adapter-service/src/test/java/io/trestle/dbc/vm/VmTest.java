package io.trestle.dbc.vm;

import static io.restassured.RestAssured.given;
import static io.trestle.dbc.DbcSimulatorResource.node;
import static io.trestle.dbc.DbcSimulatorResource.simulator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.trestle.dbc.ComputeTopic;
import io.trestle.dbc.DbcSimulatorResource;
import io.trestle.dbc.protocol.DbcId;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.compute.RentalSeen;
import io.trestle.model.compute.VmCreated;
import io.trestle.model.compute.VmDeleted;
import io.trestle.model.compute.VmFailed;
import io.trestle.model.compute.VmFailure;
import io.trestle.model.compute.VmRequested;
import io.trestle.model.compute.VmState;
import io.trestle.model.compute.VmStateChanged;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.dbc.NodeFault;
import io.trestle.simulators.dbc.NodeSpec;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(DbcSimulatorResource.class)
class VmTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static ComputeTopic topic;

    @TestHTTPResource("/vms")
    URI vms;

    @BeforeAll
    static void listen() {
        var config = ConfigProvider.getConfig();
        topic = new ComputeTopic(config.getValue("kafka.bootstrap.servers", String.class),
                config.getOptionalValue("trestle.kafka.topic-prefix", String.class).orElse(""));
    }

    @AfterAll
    static void close() {
        topic.close();
    }

    @AfterEach
    void clearFaults() {
        simulator().httpFaults().clear();
        simulator().nodeFaults().clear();
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType("application/json").body(body).post(path);
    }

    private static void rent(int node) {
        var answer = post("/credentials", Map.of("name", "mine", "node_id", node(node), "key", NodeSpec.LOCAL_RENTER_KEY));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
    }

    private static Map<String, Object> wanted(int node) {
        var vm = new LinkedHashMap<String, Object>();
        vm.put("node_id", node(node));
        vm.put("credential", "mine");
        vm.put("image_name", "ubuntu.qcow2");
        vm.put("custom_image_name", "my-ubuntu");
        vm.put("operation_system", "ubuntu");
        vm.put("gpu_count", 1);
        vm.put("cpu_cores", 4);
        vm.put("mem_size", 8);
        vm.put("disk_size", 10);
        return vm;
    }

    private static String requested(Map<String, Object> wanted) {
        var answer = post("/vms", wanted);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        return answer.path("id");
    }

    private static Response reach(String id, String state) {
        var answer = given().get("/vms/" + id + "/wait?timeout=60&state=" + state);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer;
    }

    private static Response verb(String id, String verb) {
        return given().post("/vms/" + id + "/" + verb);
    }

    private static void awaitEvents(String id, int count, Class<? extends io.trestle.model.compute.ComputeEvent> type) {
        await().atMost(PATIENCE).until(() -> topic.events(id, type).size() == count);
    }

    @Nested
    class Life {

        @Test
        void shouldBeFollowedToItsEnd_whenWaitedForStreamedAndHeardOf() throws Exception {
            rent(20);
            var id = requested(wanted(20));
            var stream = HttpClient.newHttpClient().sendAsync(HttpRequest.newBuilder(URI.create(vms + "/" + id + "/events")).build(),
                    BodyHandlers.ofString());

            var running = reach(id, "running");
            assertThat(running.<String>path("task_id")).satisfies(task -> assertThat(DbcId.isValid(task)).isTrue());
            await().atMost(PATIENCE).until(() -> given().get("/vms/" + id).path("ssh.command") != null);
            Response shown = given().get("/vms/" + id);
            assertThat(shown.<String>path("ssh.command")).isEqualTo("ssh -p " + shown.path("login_port") + " dbc@127.0.0.1");
            assertThat(given().get("/vms/" + id + "/login").<String>path("login_password")).hasSize(16);
            assertThat(given().get("/vms/" + id + "/logs?lines=5").jsonPath().getList("lines")).isNotEmpty();
            assertThat(verb(id, "stop").statusCode()).isEqualTo(202);
            reach(id, "closed");
            assertThat(post("/vms/" + id + "/snapshots", Map.of("snapshot_name", "s1", "description", "first")).statusCode())
                    .isEqualTo(202);
            await().atMost(PATIENCE)
                    .until(() -> given().get("/vms/" + id + "/snapshots").jsonPath().getList("snapshot_name").contains("s1"));
            await().atMost(PATIENCE).until(() -> post("/vms/" + id + "/modify", Map.of("new_cpu_cores", 6)).statusCode() == 202);
            await().atMost(PATIENCE).until(() -> given().get("/vms/" + id).<Integer>path("cpu_cores") == 6);
            await().atMost(PATIENCE).until(() -> verb(id, "start").statusCode() == 202);
            reach(id, "running");
            assertThat(verb(id, "restart").statusCode()).isEqualTo(202);
            reach(id, "running");
            assertThat(given().delete("/vms/" + id).statusCode()).isEqualTo(202);
            reach(id, "deleted");

            assertThat(simulator().vms(node(20))).isEmpty();
            awaitEvents(id, 1, VmDeleted.class);
            assertThat(topic.events(id, VmRequested.class)).hasSize(1);
            assertThat(topic.events(id, VmCreated.class)).hasSize(1);
            assertThat(topic.events(id, VmStateChanged.class)).extracting(VmStateChanged::to).contains(VmState.CREATING, VmState.RUNNING,
                    VmState.STOPPING, VmState.CLOSED, VmState.STARTING, VmState.RESTARTING, VmState.DELETING)
                    .doesNotContain(VmState.FAILED);
            assertThat(topic.events(id).get(topic.events(id).size() - 1)).isInstanceOf(VmDeleted.class);
            var streamed = names(stream.get(60, java.util.concurrent.TimeUnit.SECONDS).body());
            assertThat(streamed).isEqualTo(topic.events(id).stream().map(event -> event.getClass().getSimpleName()).toList());
            assertThat(names(eventsAfter(id, lineIds(stream.get().body()).get(1)))).isEqualTo(streamed.subList(2, streamed.size()));
        }

        private static List<String> names(String stream) {
            return stream.lines().filter(line -> line.startsWith("event:")).map(line -> line.substring(6).strip()).toList();
        }

        private static List<String> lineIds(String stream) {
            return stream.lines().filter(line -> line.startsWith("id:")).map(line -> line.substring(3).strip()).toList();
        }

        private String eventsAfter(String id, String last) throws IOException, InterruptedException {
            return HttpClient.newHttpClient().send(
                    HttpRequest.newBuilder(URI.create(vms + "/" + id + "/events")).header("Last-Event-ID", last).build(),
                    BodyHandlers.ofString()).body();
        }

        @Test
        void shouldTellOfTheRental_whenTheNodeTakesTheCredential() {
            rent(21);

            await().atMost(PATIENCE).until(() -> !topic.events(node(21), RentalSeen.class).isEmpty());
            assertThat(given().get("/credentials").jsonPath().<Map<String, Object>>getList("credentials").stream()
                    .filter(one -> node(21).equals(one.get("node_id"))).collect(Collectors.toList()).get(0))
                    .containsEntry("accepted", true);
        }
    }

    @Nested
    class ExactlyOnce {

        @Test
        void shouldTakeTheVmOver_whenTheAnswerToItsCreationIsLost() {
            rent(22);
            simulator().httpFaults().add(Fault.of(FaultKind.RESET).on("POST", "/tasks/start$").afterEffect());
            var id = requested(wanted(22));

            reach(id, "running");
            assertThat(simulator().vms(node(22))).hasSize(1);
            assertThat(topic.events(id, VmCreated.class)).hasSizeLessThanOrEqualTo(1);
        }

        @Test
        void shouldMakeOne_whenTheFirstRequestNeverArrives() {
            rent(23);
            simulator().nodeFaults().add(NodeFault.of(NodeFault.Kind.TIMEOUT_WITHOUT_EFFECT, "CREATE"));
            var id = requested(wanted(23));

            reach(id, "running");
            assertThat(simulator().vms(node(23))).hasSize(1);
        }

        @Test
        void shouldMakeOne_whenTheFirstRequestIsCarriedOutLate() {
            rent(24);
            simulator().nodeFaults().add(NodeFault.of(NodeFault.Kind.TIMEOUT_BEFORE_LATE_EFFECT, "CREATE").late(Duration.ofMinutes(30)));
            var id = requested(wanted(24));

            reach(id, "running");
            assertThat(simulator().vms(node(24))).hasSize(1);
        }

        @Test
        void shouldAnswerWithTheSameVm_whenTheKeyIsRepeated() {
            rent(25);
            var first = given().contentType("application/json").header("Idempotency-Key", "k1").body(wanted(25)).post("/vms");
            var second = given().contentType("application/json").header("Idempotency-Key", "k1").body(wanted(25)).post("/vms");
            var other = new LinkedHashMap<>(wanted(25));
            other.put("gpu_count", 2);

            assertThat(second.<String>path("id")).isEqualTo(first.path("id"));
            assertThat(given().contentType("application/json").header("Idempotency-Key", "k1").body(other).post("/vms").statusCode())
                    .isEqualTo(422);
        }
    }

    @Nested
    class Refused {

        @Test
        void shouldFailWithAReason_whenTheNodeRefuses() {
            rent(26);
            var wanted = wanted(26);
            wanted.put("gpu_count", 99);
            var id = requested(wanted);

            awaitEvents(id, 1, VmFailed.class);
            assertThat(topic.events(id, VmFailed.class).get(0).reason()).isEqualTo(VmFailure.CAPACITY_EXHAUSTED);
            assertThat(given().get("/vms/" + id + "/wait?state=running").statusCode()).isEqualTo(409);
        }

        @Test
        void shouldNameThePort_whenAnotherVmHasIt() {
            rent(27);
            var wanted = wanted(27);
            wanted.put("ssh_port", 5684);
            wanted.put("custom_port", List.of("tcp,8000-8010"));
            requested(wanted);
            var clash = wanted(27);
            clash.put("custom_port", List.of("tcp,8005:80"));

            assertThat(post("/vms", wanted).statusCode()).isEqualTo(409);
            assertThat(post("/vms", clash).<String>path("type")).endsWith("#port-taken");
        }

        @Test
        void shouldSayWhichMembers_whenTheNodeWouldIgnoreCorruptOrRunThem() {
            rent(28);
            Map.of("custom_image_name", "$(id)", "ssh_port", 40_000, "custom_port", List.of("tcp,1;reboot"), "image_name", "../x.qcow2",
                    "multicast", List.of("999.1.1.1:5"), "gpu_count", -1, "bios_mode", "x").forEach((name, value) -> {
                        var wanted = wanted(28);
                        wanted.put(name, value);
                        var answer = post("/vms", wanted);
                        assertThat(answer.statusCode()).as(name + answer.asString()).isEqualTo(422);
                        assertThat(answer.jsonPath().getString("errors.path")).contains(name);
                    });
        }

        @Test
        void shouldStoreNothing_whenOnlyTriedOut() {
            rent(29);

            assertThat(post("/vms?dry_run=true", wanted(29)).statusCode()).isEqualTo(200);
            assertThat(simulator().vms(node(29))).isEmpty();
            assertThat(given().get("/vms?limit=500").jsonPath().getList("vms.node_id")).doesNotContain(node(29));
        }

        @Test
        void shouldSayWhatStandsInTheWay_whenTheStateDoesNotAllowIt() {
            rent(30);
            var id = requested(wanted(30));
            reach(id, "running");

            var answer = post("/vms/" + id + "/modify", Map.of("new_cpu_cores", 6));
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.<String>path("state")).isEqualTo("running");
            assertThat(given().get("/vms/unknown").statusCode()).isEqualTo(404);
        }
    }

    @Nested
    class Nodes {

        @Test
        void shouldTellNumbers_whenTheNodeTellsTexts() {
            assertThat(given().get("/nodes").jsonPath().getList("nodes")).hasSize(40);
            assertThat(given().get("/nodes/" + node(31)).<Integer>path("gpu_count")).isEqualTo(16);
            assertThat(given().get("/nodes/" + node(31)).<Float>path("mem_gib")).isEqualTo(2048f);
            assertThat(given().get("/images/servers/ID_1").jsonPath().getList("images")).contains("centos.qcow2");
            assertThat(given().get("/nodes/" + node(31) + "/images").jsonPath().getList("images")).contains("ubuntu.qcow2");
        }
    }
}
