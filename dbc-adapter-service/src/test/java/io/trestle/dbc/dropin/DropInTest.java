package io.trestle.dbc.dropin;

import static io.restassured.RestAssured.given;
import static io.trestle.dbc.DbcSimulatorResource.node;
import static io.trestle.dbc.DbcSimulatorResource.simulator;
import static io.trestle.dbc.Renters.LOCAL;
import static io.trestle.dbc.Renters.OTHER;
import static io.trestle.dbc.Renters.body;
import static io.trestle.dbc.Renters.vm;
import static io.trestle.dbc.Renters.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.trestle.dbc.DbcSimulatorResource;
import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.RenterKey;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.dbc.NodeFault;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(DbcSimulatorResource.class)
class DropInTest {

    private static final Map<String, Object> NOTHING = Map.of();

    @AfterEach
    void clearFaults() {
        simulator().httpFaults().clear();
        simulator().nodeFaults().clear();
    }

    private static Response post(String path, String body) {
        // As curl -d sends it.
        return given().contentType("application/x-www-form-urlencoded").body(body).post("/api/v1" + path);
    }

    private static String summary(Response response) {
        return response.statusCode() + " " + response.path("errcode") + " " + response.path("message");
    }

    private static Map<String, Object> session(int node, RenterKey key) {
        String id = post("/mining_nodes/session_id", body(node(node), NOTHING, wallet(key))).path("message.session_id");
        return Map.of("session_id", id, "session_id_sign", key.sign(id));
    }

    private static String created(int node, int port, Map<String, Object> auth) {
        var response = post("/tasks/start", body(node(node), vm(port), auth));
        assertThat(response.<Integer>path("errcode")).as(response.asString()).isZero();
        return response.path("message.task_id");
    }

    @Nested
    class EveryCall {

        @Test
        void shouldAnswerAsTheNodeDoes_whenGoneThroughInOrder() {
            assertThat(given().get("/api/v1/").asString()).isEqualTo("{\"errcode\":0, \"message\":{\"client_version\":\"0.3.9.4\"}}\r\n");
            assertThat(post("/mining_nodes", body("", NOTHING, NOTHING)).jsonPath().getList("message.mining_nodes")).hasSize(40);
            assertThat(post("/mining_nodes", body(node(9), NOTHING, NOTHING)).<String>path("message.gpu.gpu_count")).isEqualTo("16");
            var session = session(9, LOCAL);
            var task = created(9, 5684, session);
            var me = body(node(9), NOTHING, session);
            await().until(() -> "running".equals(post("/tasks/" + task, me).path("message.status")));
            assertThat(post("/tasks", me).jsonPath().getList("message.task_id")).contains(task);
            assertThat(post("/tasks/logs/" + task + "?flag=tail&line_num=10", me).jsonPath().getList("message.log_content")).isNotEmpty();
            assertThat(summary(post("/tasks/restart/" + task + "?force_reboot=true", me))).isEqualTo("200 0 ok");
            await().until(() -> "running".equals(post("/tasks/" + task, me).path("message.status")));
            assertThat(summary(post("/tasks/stop/" + task, me))).isEqualTo("200 0 ok");
            await().until(() -> "closed".equals(post("/tasks/" + task, me).path("message.status")));
            assertThat(summary(post("/tasks/modify/" + task, body(node(9), Map.of("new_ssh_port", 5586, "increase_disk_size", "10"),
                    session)))).isEqualTo("200 0 ok");
            var snapshot = Map.of("snapshot_name", "snap2", "disks", List.of(Map.of("disk_name", "vda", "snapshot_type", "external"),
                    Map.of("disk_name", "vdb", "snapshot_type", "no")));
            assertThat(post("/snapshot/" + task + "/create", body(node(9), snapshot, session)).<String>path("message.description"))
                    .as("the node insists on one, the description calls it optional").isEqualTo("snap2");
            assertThat(post("/snapshot/" + task, me).jsonPath().getList("message.snapshot_name")).containsExactly("snap2");
            assertThat(post("/snapshot/" + task + "/snap2", me).jsonPath().getList("message.disks")).hasSize(1);
            await().until(() -> "closed".equals(post("/tasks/" + task, me).path("message.status")));
            assertThat(summary(post("/tasks/start/" + task, me))).isEqualTo("200 0 ok");
            assertThat(summary(post("/tasks/delete/" + task, me))).isEqualTo("200 0 ok");
            await().until(() -> summary(post("/tasks/" + task, me)).equals("200 -3 task_id not exist"));
        }

        @Test
        void shouldHandleImages_whenAskedTo() {
            var session = session(8, LOCAL);
            assertThat(post("/images/servers", body("", NOTHING, NOTHING)).jsonPath().getList("message.image_server")).contains("ID_1");
            assertThat(post("/images", body("", Map.of("image_server", "ID_1"), NOTHING)).jsonPath().getList("message"))
                    .contains("centos.qcow2");
            assertThat(post("/images", body(node(8), NOTHING, session)).jsonPath().getList("message")).contains("ubuntu.qcow2");
            var image = Map.of("image_server", "ID_1", "image_filename", "centos.qcow2", "local_dir", "/my_local_dir");
            assertThat(summary(post("/images/download", body(node(8), image, session)))).isEqualTo("200 0 ok");
            var upload = Map.of("image_server", "ID_1", "image_filename", "ubuntu.qcow2");
            assertThat(summary(post("/images/upload", body(node(8), upload, session)))).isEqualTo("200 0 ok");
            assertThat(summary(post("/images/upload", body("", upload, NOTHING)))).isEqualTo("200 0 ok");
        }

        @Test
        void shouldReadComments_whenABodyIsCopiedFromTheDescription() {
            var commented = "{\n \"peer_nodes_list\": [\n //GPU node\n \"" + node(9) + "\"\n ],\n \"additional\": {\n\n }\n}";

            assertThat(post("/mining_nodes", commented).<Integer>path("errcode")).isZero();
        }
    }

    @Nested
    class Refused {

        @Test
        void shouldUseTheNodesWords_whenItHasSome() {
            assertThat(summary(given().get("/api/v1/tasks"))).isEqualTo("400 -32600 only support POST request");
            assertThat(summary(post("/nowhere", "{}"))).isEqualTo("404 -32601 not support uri:/api/v1/nowhere");
            assertThat(summary(post("/tasks", ""))).isEqualTo("400 -25 http request body is empty");
            assertThat(summary(post("/images", "{}"))).isEqualTo("400 -25 parse request params failed: has no peer_nodes_list");
            assertThat(summary(post("/tasks/start", body(node(9), NOTHING, NOTHING))))
                    .isEqualTo("400 -25 session_id and wallet all invalid");
            assertThat(summary(post("/tasks", "{"))).startsWith("400 -25 json parse error: Invalid value.(");
            assertThat(summary(post("/tasks", "[]"))).isEqualTo("400 -25 invalid json");
            assertThat(summary(post("/tasks", " ".repeat(10_000_000)))).startsWith("413 -25 ");
            assertThat(summary(given().post("/api/v1/tasks/fly/" + io.trestle.dbc.Renters.TASK))).startsWith("404 -32601 ");
            assertThat(post("/tasks", "").getHeader("Access-Control-Allow-Origin")).isEqualTo("*");
        }

        @Test
        void shouldExplain_whenABrowserWalletSigned() {
            var nonce = DbcId.newNonce();
            var auth = Map.of("wallet", LOCAL.address(), "nonce", nonce, "sign", LOCAL.sign("<Bytes>" + nonce + "</Bytes>"));

            assertThat(summary(post("/tasks", body(node(9), NOTHING, auth)))).contains("400 -25 sign:").contains("<Bytes>");
        }

        @Test
        void shouldSendNothing_whenTheNodeWouldIgnoreCorruptOrRunIt() {
            var auth = wallet(LOCAL);
            simulator().journal().clear();
            Map.of("gpu_count", "two", "ssh_port", 40000, "custom_port", List.of("tcp,1;reboot"), "image_name", "../x.qcow2",
                    "multicast", List.of("999.1.1.1:5"), "custom_image_name", "$(id)", "surprise", 1).forEach((name, value) -> {
                        var vm = vm(5690);
                        vm.put(name, value);
                        assertThat(post("/tasks/start", body(node(9), vm, auth)).statusCode()).as(name).isEqualTo(400);
                    });
            assertThat(post("/tasks/start/a%2Fb", body(node(9), NOTHING, auth)).statusCode()).isIn(400, 404);
            assertThat(simulator().journal().entries()).isEmpty();
        }

        @Test
        void shouldNotLetAStrangerAct_whenTheyRentTheMachineToo() {
            var task = created(2, 5684, session(2, LOCAL));
            var stranger = session(2, OTHER);

            for (var verb : List.of("start", "stop", "restart", "delete", "logs")) {
                assertThat(summary(post("/tasks/" + verb + "/" + task, body(node(2), NOTHING, stranger)))).as(verb)
                        .isEqualTo("200 -3 task_id not exist");
            }
            assertThat(summary(post("/tasks/delete/" + task, body(node(2), NOTHING, wallet(OTHER)))))
                    .startsWith("200 -3 task_id not exist (");
            assertThat(summary(post("/tasks/delete/" + task, body(node(2), NOTHING, session(2, LOCAL))))).isEqualTo("200 0 ok");
        }
    }

    @Nested
    class Failures {

        @Test
        void shouldPassTheNodesTimeoutOn_whenTheNodeActed() {
            simulator().nodeFaults().add(NodeFault.of(NodeFault.Kind.TIMEOUT_AFTER_EFFECT, "CREATE"));

            assertThat(summary(post("/tasks/start", body(node(3), vm(5684), wallet(LOCAL))))).isEqualTo("500 -1 create task timeout");
        }

        @Test
        void shouldSayThatTheNodeMayHaveActed_whenNoAnswerComes() {
            simulator().httpFaults().add(Fault.of(FaultKind.HANG).on("POST", "/tasks/start").afterEffect());

            assertThat(summary(post("/tasks/start", body(node(5), vm(5684), wallet(LOCAL))))).startsWith("504 -32700 ");
        }

        @Test
        void shouldKeepToTheEnvelope_whenAProxyAnswersWithAPageOrHalfAnAnswer() {
            simulator().httpFaults().add(Fault.of(FaultKind.ERROR_PAGE).on("POST", "/tasks$"));
            assertThat(summary(post("/tasks", body(node(5), NOTHING, wallet(LOCAL))))).startsWith("502 -32701 ");
            simulator().httpFaults().clear();
            for (var kind : List.of(FaultKind.TRUNCATED_JSON, FaultKind.EMPTY_BODY)) {
                simulator().httpFaults().add(Fault.of(kind).on("POST", "/tasks$"));
                assertThat(summary(post("/tasks", body(node(5), NOTHING, wallet(LOCAL))))).as(kind.name()).startsWith("502 -32701 ");
                simulator().httpFaults().clear();
            }
        }

        @Test
        void shouldPassItOn_whenTheGpuNodeIsAway() {
            simulator().setOffline(node(6), true);

            assertThat(summary(post("/tasks", body(node(6), NOTHING, wallet(LOCAL))))).isEqualTo("400 -32701 create node request failed");
            simulator().setOffline(node(6), false);
        }

        @Test
        void shouldSayThatTheNodeMayHaveActed_whenTheConnectionIsCut() {
            simulator().httpFaults().add(Fault.of(FaultKind.RESET).on("POST", "/tasks/start").afterEffect());

            assertThat(summary(post("/tasks/start", body(node(4), vm(5684), wallet(LOCAL))))).startsWith("504 -32700 ")
                    .contains("may have acted");
            assertThat(simulator().vms(node(4))).hasSize(1);
        }
    }
}
