package io.trestle.simulators.dbc;

import static io.trestle.simulators.dbc.DbcCaller.vm;
import static io.trestle.simulators.dbc.NodeSpec.LOCAL_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.MultisigAccount;
import io.trestle.dbc.protocol.RenterKey;
import io.trestle.simulators.dbc.NodeFault.Kind;

class DbcSimulatorTest {

    // Real time as good as stands still; tests let virtual time pass.
    private final DbcSimulatorConfig config = DbcSimulatorConfig.defaults().withSpeed(1);
    private DbcSimulator simulator;
    private DbcCaller renter;

    @BeforeEach
    void start() {
        use(config);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private void use(DbcSimulatorConfig other) {
        if (simulator != null) {
            simulator.close();
        }
        simulator = DbcSimulator.start(other);
        renter = DbcCaller.localRenter(simulator);
    }

    private void pass(Duration virtual) {
        simulator.pass(config, virtual);
    }

    private String created(int sshPort) {
        var answer = renter.call("/tasks/start", vm(sshPort));
        assertThat(answer.code()).as(answer.response().body()).isZero();
        return answer.message().path("task_id").asText();
    }

    private String status(String taskId) {
        return renter.call("/tasks/" + taskId, Map.of()).message().path("status").asText();
    }

    @Nested
    class Transport {

        @Test
        void shouldTellItsVersion_whenAskedForTheRoot() {
            assertThat(renter.raw("GET", "/api/v1/", "").message().path("client_version").asText()).isEqualTo("0.3.9.4");
        }

        @Test
        void shouldEndWithALineBreakAndAllowEveryOrigin_whenItAnswers() {
            var response = renter.raw("POST", "/api/v1/images/servers", "{}").response();

            assertThat(response.body()).isEqualTo("{\"errcode\":0, \"message\":{\"image_server\":[\"ID_1\"]}}\r\n");
            assertThat(response.headers().firstValue("access-control-allow-origin")).contains("*");
        }

        @Test
        void shouldRefuse_whenMethodOrPathIsWrong() {
            assertThat(renter.raw("GET", "/api/v1/tasks", "").summary()).isEqualTo("400 -32600 only support POST request");
            assertThat(renter.raw("POST", "/api/v2/tasks", "").summary()).isEqualTo("400 -32600 request uri is invalid, uri:/api/v2/tasks");
            assertThat(renter.raw("POST", "/api/v1/vms?a=1", "").summary()).isEqualTo("404 -32601 not support uri:/api/v1/vms?a=1");
            assertThat(renter.raw("POST", "/api/v1/tasks/fly/1", "{}").summary()).isEqualTo("500 -32701 Unhandled request");
        }

        @Test
        void shouldComplainInTheNodesOrder_whenTheBodyIsWrong() {
            assertThat(renter.raw("POST", "/api/v1/tasks", "").summary()).isEqualTo("400 -25 http request body is empty");
            assertThat(renter.raw("POST", "/api/v1/tasks", "[]").summary()).isEqualTo("400 -25 invalid json");
            assertThat(renter.raw("POST", "/api/v1/tasks", "{}").summary()).isEqualTo("400 -25 has no peer_nodes_list");
            assertThat(renter.raw("POST", "/api/v1/images", "{\"peer_nodes_list\":1}").summary())
                    .isEqualTo("400 -25 parse request params failed: peer_nodes_list is not array");
            assertThat(renter.raw("POST", "/api/v1/mining_nodes", "{\"peer_nodes_list\":[]}").summary())
                    .isEqualTo("400 -25 parse req params failed: has no additional");
            assertThat(renter.call("/tasks/start", Map.of(), Map.of()).summary()).isEqualTo("400 -25 session_id and wallet all invalid");
            assertThat(renter.call("/tasks", Map.of(), Map.of()).summary())
                    .isEqualTo("400 -25 wallet_sign and multisig_wallets all invalid");
        }
    }

    @Nested
    class Authentication {

        @Test
        void shouldAccept_whenTheRenterSignsAFreshNonce() {
            assertThat(renter.call("/tasks", Map.of(), renter.walletAuth()).code()).isZero();
        }

        @Test
        void shouldRefuse_whenANonceIsUsedTwice() {
            var auth = renter.walletAuth();
            renter.call("/tasks", Map.of(), auth);

            assertThat(renter.call("/tasks", Map.of(), auth).summary()).isEqualTo("200 -3 check authority failed: nonce check failed");
        }

        @Test
        void shouldRefuse_whenABrowserWrapsTheNonce() {
            var key = RenterKey.fromHex(NodeSpec.LOCAL_RENTER_KEY);
            var nonce = DbcId.newNonce();
            var auth = Map.of("wallet", key.address(), "nonce", nonce, "sign", key.sign("<Bytes>" + nonce + "</Bytes>"));

            assertThat(renter.call("/tasks", Map.of(), auth).summary()).isEqualTo("200 -3 check authority failed: nonce check failed");
        }

        @Test
        void shouldRefuse_whenSomebodyElseSigns() {
            var stranger = new DbcCaller(simulator.baseUrl(), RenterKey.random());

            assertThat(stranger.call("/tasks", Map.of(), stranger.walletAuth()).summary())
                    .isEqualTo("200 -3 check authority failed: wallet not rented");
        }

        @Test
        void shouldKeepTheSession_whenTheRenterLogsInAgain() {
            var first = renter.call("/mining_nodes/session_id", Map.of(), renter.walletAuth()).message();

            assertThat(renter.call("/mining_nodes/session_id", Map.of(), renter.walletAuth()).message()).isEqualTo(first);
            assertThat(renter.login().call("/tasks", Map.of()).code()).isZero();
            assertThat(renter.call("/tasks", Map.of(), Map.of("session_id", first.path("session_id").asText(), "session_id_sign", "ab"))
                    .summary()).isEqualTo("200 -3 check authority failed: session_id is invalid");
        }

        @Test
        void shouldSayWhy_whenTheMachineIsNotRentedOrExpired() {
            renter.login();
            simulator.setMachineStatus(LOCAL_NODE, "online");
            assertThat(renter.call("/tasks", Map.of()).summary()).endsWith("machine is not be rented");
            simulator.setMachineStatus(LOCAL_NODE, "rented");
            pass(Duration.ofDays(3651));
            assertThat(renter.call("/tasks", Map.of()).summary()).endsWith("machine has already expired");
        }

        @Test
        void shouldAcceptAGroup_whenEnoughOfThemSign() {
            var keys = List.of(RenterKey.random(), RenterKey.random(), RenterKey.random());
            var wallets = keys.stream().map(RenterKey::address).toList();
            use(config.withNodes(NodeSpec.rentedBy(LOCAL_NODE, MultisigAccount.address(wallets, 2))));
            var signs = keys.subList(0, 2).stream().map(key -> signed(key, DbcId.newNonce())).toList();

            var enough = Map.of("multisig_accounts", Map.of("wallets", wallets, "threshold", "2", "signs", signs));
            assertThat(renter.call("/tasks", Map.of(), enough).code()).isZero();
            var tooFew = Map.of("multisig_accounts",
                    Map.of("wallets", wallets, "threshold", "2", "signs", List.of(signed(keys.get(0), DbcId.newNonce()))));
            assertThat(renter.call("/tasks", Map.of(), tooFew).summary()).endsWith("nonce check failed");
        }

        private Map<String, String> signed(RenterKey key, String nonce) {
            return Map.of("wallet", key.address(), "nonce", nonce, "sign", key.sign(nonce));
        }
    }

    @Nested
    class Creation {

        @BeforeEach
        void login() {
            renter.login();
        }

        @Test
        void shouldRunAfterMinutes_whenItWasTakenOn() {
            var taskId = created(5684);

            assertThat(DbcId.isValid(taskId)).isTrue();
            assertThat(status(taskId)).isEqualTo("creating");
            pass(Duration.ofMinutes(6));
            assertThat(status(taskId)).isEqualTo("running");
        }

        @Test
        void shouldBuildOneAfterTheOther_whenTwoWereAskedFor() {
            created(5684);
            var second = created(5685);

            pass(Duration.ofMinutes(6));
            assertThat(status(second)).isEqualTo("creating");
            pass(Duration.ofMinutes(5));
            assertThat(status(second)).isEqualTo("running");
        }

        @Test
        void shouldRefuseWithTheNodesWords_whenSomethingIsWrong() {
            created(5684);
            var wrong = new TreeMap<String, Map<String, Object>>();
            wrong.put("ssh_port is occupied", vm(5684));
            wrong.put("ssh_port is invalid", with("ssh_port", "x"));
            wrong.put("vnc_port out of range : [5900, 6000]", with("vnc_port", "6001"));
            wrong.put("image not exist", with("image_name", "other.qcow2"));
            wrong.put("image_name is empty or image_name is invalid", with("image_name", "other.iso"));
            wrong.put("gpu_count is invalid", with("gpu_count", 2));
            wrong.put("allocate gpu failed", with("gpu_count", "9"));
            wrong.put("allocate mem failed", with("mem_size", "1000"));
            wrong.put("unsupported operation system", with("operation_system", "plan9"));
            wrong.put("address is not a multicast address", with("multicast", List.of("10.0.0.1:5558")));

            wrong.forEach((text, additional) -> assertThat(renter.call("/tasks/start", additional).summary()).isEqualTo("200 1 " + text));
        }

        @Test
        void shouldOverflow_whenThePortNeedsSixteenBits() {
            var taskId = created(40000);

            assertThat(renter.call("/tasks/" + taskId, Map.of()).message().path("ssh_port").asText()).isEqualTo("-25536");
        }

        @Test
        void shouldEndInError_whenTheCreationFails() {
            simulator.nodeFaults().add(NodeFault.of(Kind.CREATION_FAILS, "CREATE"));
            var taskId = created(5684);

            pass(Duration.ofMinutes(6));
            assertThat(status(taskId)).isEqualTo("create error");
            assertThat(renter.call("/tasks/logs/" + taskId, Map.of()).response().body()).contains("create domain failed");
        }

        private Map<String, Object> with(String name, Object value) {
            var additional = vm(5777);
            additional.put(name, value);
            return additional;
        }
    }

    @Nested
    class Faults {

        @BeforeEach
        void login() {
            renter.login();
        }

        @Test
        void shouldHaveActed_whenTheAnswerIsATimeoutAfterTheEffect() {
            simulator.nodeFaults().add(NodeFault.of(Kind.TIMEOUT_AFTER_EFFECT, "CREATE"));

            assertThat(renter.call("/tasks/start", vm(5684)).summary()).isEqualTo("500 -1 create task timeout");
            assertThat(simulator.vms(LOCAL_NODE)).hasSize(1);
            assertThat(simulator.nodeFaults().isSpent()).isTrue();
        }

        @Test
        void shouldActLater_whenTheEffectIsLate() {
            simulator.nodeFaults().add(NodeFault.of(Kind.TIMEOUT_BEFORE_LATE_EFFECT, "CREATE").late(Duration.ofMinutes(2)));

            renter.call("/tasks/start", vm(5684));
            assertThat(simulator.vms(LOCAL_NODE)).isEmpty();
            pass(Duration.ofMinutes(3));
            assertThat(simulator.vms(LOCAL_NODE)).hasSize(1);
        }

        @Test
        void shouldSayWhatTheClientNodeSays_whenTheNodeIsAwayOrBusy() {
            simulator.nodeFaults().add(NodeFault.of(Kind.PENDING_LIMIT, "")).add(NodeFault.of(Kind.UNHANDLED, "").after(0))
                    .add(NodeFault.of(Kind.CLIENT_ERROR, "").saying("rsq decrypt error1"));
            assertThat(renter.call("/tasks", Map.of()).summary()).isEqualTo("400 -32701 creaate request session failed");
            assertThat(renter.call("/tasks", Map.of()).summary()).isEqualTo("500 -32701 Unhandled request");
            assertThat(renter.call("/tasks", Map.of()).summary()).isEqualTo("500 -1 rsq decrypt error1");
            simulator.setOffline(LOCAL_NODE, true);
            assertThat(renter.call("/tasks", Map.of()).summary()).isEqualTo("400 -32701 create node request failed");
        }

        @Test
        void shouldKnowNoNode_whileItWarmsUp() {
            use(config.withWarmUp(Duration.ofMinutes(1)));

            assertThat(renter.call("/mining_nodes", Map.of(), Map.of()).summary()).isEqualTo("400 -32701 create node request failed");
            assertThat(renter.raw("POST", "/api/v1/mining_nodes", "{\"peer_nodes_list\":[],\"additional\":{}}").message()
                    .path("mining_nodes")).isEmpty();
            simulator.pass(config, Duration.ofMinutes(2));
            assertThat(renter.call("/mining_nodes", Map.of(), Map.of()).code()).isZero();
        }

        @Test
        void shouldPrintClosed_whenStoppingFails() {
            var taskId = created(5684);
            pass(Duration.ofMinutes(6));
            simulator.nodeFaults().add(NodeFault.of(Kind.STOP_FAILS, "STOP"));

            renter.call("/tasks/stop/" + taskId, Map.of());
            pass(Duration.ofMinutes(1));
            assertThat(status(taskId)).as("the question itself queues another stop").isEqualTo("stopping");
        }

        @Test
        void shouldBreakItsOwnAnswer_whenALogLineHasAQuote() {
            var taskId = created(5684);
            simulator.log(LOCAL_NODE, taskId, "say \"hello\"");

            assertThat(renter.call("/tasks/logs/" + taskId + "?flag=tail&line_num=10", Map.of()).summary())
                    .isEqualTo("500 -1 response parse error");
            assertThat(renter.call("/tasks/logs/" + taskId + "?flag=head&line_num=1", Map.of()).code()).isZero();
        }
    }

    @Nested
    class Verbs {

        private String taskId;

        @BeforeEach
        void createOne() {
            renter.login();
            taskId = created(5684);
            pass(Duration.ofMinutes(6));
        }

        @Test
        void shouldGoThroughItsLife_whenToldTo() {
            assertThat(renter.call("/tasks/start/" + taskId, Map.of()).summary()).isEqualTo("200 1 task is running");
            assertThat(renter.call("/tasks/stop/" + taskId, Map.of()).message().asText()).isEqualTo("ok");
            pass(Duration.ofMinutes(1));
            assertThat(status(taskId)).isEqualTo("closed");
            renter.call("/tasks/start/" + taskId, Map.of());
            pass(Duration.ofMinutes(1));
            assertThat(status(taskId)).isEqualTo("running");
            renter.call("/tasks/delete/" + taskId, Map.of());
            pass(Duration.ofMinutes(1));
            assertThat(renter.call("/tasks/" + taskId, Map.of()).summary()).isEqualTo("200 -3 task_id not exist");
        }

        @Test
        void shouldKeepThePorts_whenTheRestOfAModificationFails() {
            renter.call("/tasks/stop/" + taskId, Map.of());
            pass(Duration.ofMinutes(1));

            assertThat(renter.call("/tasks/modify/" + taskId, Map.of("new_ssh_port", "5600", "new_gpu_count", "99")).summary())
                    .isEqualTo("200 1 allocate gpu failed");
            assertThat(renter.call("/tasks/" + taskId, Map.of()).message().path("ssh_port").asText()).isEqualTo("5600");
        }

        @Test
        void shouldTakeASnapshot_whenStopped() {
            var snapshot = Map.of("snapshot_name", "snap2", "description", "finish hello world");
            assertThat(renter.call("/snapshot/" + taskId + "/create", snapshot).summary()).contains("task is running");
            assertThat(renter.call("/snapshot/" + taskId + "/create", Map.of("snapshot_name", "s")).summary())
                    .isEqualTo("200 1 snapshot description is not specified");
            renter.call("/tasks/stop/" + taskId, Map.of());
            pass(Duration.ofMinutes(1));
            assertThat(renter.call("/snapshot/" + taskId + "/create", snapshot).message().path("status").asText()).isEqualTo("creating");
            pass(Duration.ofMinutes(3));
            assertThat(renter.call("/snapshot/" + taskId, Map.of()).message().get(0).path("state").asText()).isEqualTo("disk-snapshot");
            assertThat(renter.call("/snapshot/" + taskId + "/snap2", Map.of()).message().path("disks")).hasSize(2);
            assertThat(renter.call("/snapshot/" + taskId + "/other", Map.of()).summary()).isEqualTo("200 -3 snapshot_name not exist");
        }

        @Test
        void shouldObeyAStranger_whenTheyRentTheMachineToo() {
            var second = RenterKey.random();
            use(config.withNodes(NodeSpec.rentedBy(LOCAL_NODE, RenterKey.fromHex(NodeSpec.LOCAL_RENTER_KEY).address(), second.address())));
            renter.login();
            var mine = created(5684);
            var stranger = new DbcCaller(simulator.baseUrl(), second).login();

            assertThat(stranger.call("/tasks/" + mine, Map.of()).summary()).isEqualTo("200 -3 task_id not exist");
            assertThat(stranger.call("/tasks/delete/" + mine, Map.of()).message().asText()).isEqualTo("ok");
        }
    }

    @Nested
    class OtherCalls {

        @Test
        void shouldShowTheMachine_inTheShapeOfItsProfile() {
            var old = renter.call("/mining_nodes", Map.of(), Map.of()).message();
            assertThat(old.path("disk_data").path("free").asText()).isEqualTo("3400G");
            use(config.withProfile(Profile.P25));
            var recent = renter.call("/mining_nodes", Map.of(), Map.of()).message();
            assertThat(recent.path("disk_data").get(0).path("free").asText()).isEqualTo("3400G");
            assertThat(recent.path("images").get(0).path("image_name").asText()).isEqualTo("ubuntu.qcow2");
            assertThat(renter.call("/images", Map.of(), Map.of()).message().get(0).has("image_name:")).isTrue();
        }

        @Test
        void shouldFetchAnImage_whenTheServerHasIt() {
            renter.login();
            var image = Map.of("image_server", "ID_1", "image_filename", "centos.qcow2", "local_dir", "/data");

            assertThat(renter.call("/images/download", image).message().asText()).isEqualTo("ok");
            assertThat(renter.call("/images/download", image).summary()).isEqualTo("200 1 image:centos.qcow2 in downloading");
            pass(Duration.ofMinutes(4));
            assertThat(renter.call("/images", Map.of()).response().body()).contains("centos.qcow2");
            assertThat(renter.call("/images", Map.of("image_server", "ID_2")).summary()).isEqualTo("400 -25 image_server not exist");
        }

        @Test
        void shouldKnowItsVms_whenRestartedFromItsFile(@TempDir Path directory) {
            var kept = config.withStateFile(directory.resolve("dbc.json"));
            use(kept);
            renter.login();
            var taskId = created(5684);
            use(kept);

            assertThat(simulator.vms(LOCAL_NODE)).extracting(DbcSimulator.SimulatedVm::taskId).containsExactly(taskId);
            assertThat(renter.login().call("/tasks/" + taskId, Map.of()).code()).isZero();
        }

        @Test
        void shouldMaskSecrets_whenItWritesItsJournal() {
            renter.login().call("/tasks", Map.of());

            assertThat(simulator.journal().entries()).allSatisfy(entry -> assertThat(Arrays.asList("sign", "session_id_sign"))
                    .noneMatch(entry.body()::contains));
        }
    }
}
