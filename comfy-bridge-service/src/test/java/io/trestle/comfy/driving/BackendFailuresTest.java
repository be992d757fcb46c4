package io.trestle.comfy.driving;

import static io.restassured.RestAssured.given;
import static io.trestle.comfy.Bridge.color;
import static io.trestle.comfy.Bridge.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trestle.comfy.Bridge;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;
import io.trestle.simulators.comfyui.ComfyVersion;
import io.trestle.simulators.comfyui.run.RunFault;
import io.trestle.simulators.comfyui.run.RunFault.Kind;
import io.vertx.core.json.JsonObject;

/** Backends die, fall silent, lie and run out of memory; every accepted job ends all the same, once. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class BackendFailuresTest {

    private Fleet fleet;
    private ComfySimulator first;

    @BeforeEach
    void start() {
        fleet = new Fleet();
        first = fleet.add();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static void succeeds(JsonPath job) {
        assertThat(job.getString("state")).as(job.prettify()).isEqualTo("SUCCEEDED");
        assertThat(job.getList("outputs")).hasSize(1);
        given().get(job.getString("outputs[0].url")).then().statusCode(200).contentType("image/png");
    }

    /** When it became what it is. */
    private static String since(ComfySimulator simulator) {
        return given().get("/backends/" + Fleet.id(simulator)).then().statusCode(200).extract().path("since");
    }

    private static long submits(ComfySimulator simulator) {
        return simulator.journal().entries("POST", "^/prompt$").stream().filter(entry -> entry.status() == 200).count();
    }

    @Nested
    class Death {

        @ParameterizedTest
        @CsvSource({"execution_start,1", "execution_cached,1", "executing,1", "progress,3", "executing,2", "executed,1",
                "execution_success,1"})
        void shouldRunTheJobAgain_whenTheServerDiesAtAFrame(String frame, int nth) {
            first.runFaults().add(RunFault.of(Kind.KILL).on(frame).nth(nth).downFor(Duration.ofMillis(300)));

            var job = Bridge.ended(submitted("slow", "6/seed", color()));

            succeeds(job);
            assertThat(job.getInt("attempt")).isEqualTo(2);
            assertThat(first.runFaults().isSpent()).isTrue();
        }

        @Test
        void shouldGoElsewhere_whenTheServerStaysAway() {
            first.runFaults().add(RunFault.of(Kind.KILL).on("progress").downFor(Duration.ofMinutes(10)));
            var client = submitted("slow", "6/seed", color());
            Bridge.awaitState(client, "RUNNING");
            var second = fleet.add();

            var job = Bridge.ended(client);

            succeeds(job);
            assertThat(job.getString("backend")).isEqualTo(Fleet.id(second));
            Fleet.awaitState(first, "UNREACHABLE");
        }

        @Test
        void shouldFail_whenTheJobIsLostTooOften() {
            first.runFaults().add(RunFault.of(Kind.KILL).on("progress").times(100).downFor(Duration.ofMillis(50)));

            var job = Bridge.ended(submitted("slow", "6/seed", color()));

            assertThat(job.getString("failure.reason")).isEqualTo("BACKEND_LOST");
            assertThat(job.getInt("attempt")).isEqualTo(4);
        }
    }

    @Nested
    class Silence {

        @Test
        void shouldQuarantineAndRunElsewhere_whenTheWorkerIsDead() {
            first.runFaults().add(RunFault.of(Kind.HANG).on("executing"));
            var stuck = submitted("slow", "6/seed", color());
            Bridge.awaitState(stuck, "RUNNING");
            var second = fleet.add();

            var job = Bridge.ended(stuck);

            succeeds(job);
            assertThat(job.getString("backend")).isEqualTo(Fleet.id(second));
            Fleet.awaitState(first, "QUARANTINED");
            first.kill(Duration.ZERO);
            Fleet.awaitState(first, "READY");
        }

        @Test
        void shouldFindTheResultByItself_whenFramesAreLost() {
            first.runFaults().add(RunFault.of(Kind.DROP).on("executing|execution_success|progress_state|executed").times(1000));

            succeeds(Bridge.ended(submitted("slow", "6/seed", color())));
        }

        @Test
        void shouldFindTheResultByItself_whenAnotherReaderStallsTheServer() {
            first.stall(true);

            var job = Bridge.ended(submitted("slow", "6/seed", color()));

            succeeds(job);
            first.stall(false);
        }

        @Test
        void shouldGoOnWithANewClientId_whenTheSocketBreaks() {
            for (var n = 0; n < 2; n++) {
                first.runFaults().add(RunFault.of(Kind.DISCONNECT).on("progress").nth(2));
                var job = Bridge.ended(submitted("slow", "6/seed", color()));
                succeeds(job);
                assertThat(job.getInt("attempt")).isEqualTo(1);
            }
            succeeds(Bridge.ended(submitted("slow", "6/seed", color())));
            assertThat(prompts().stream().map(prompt -> prompt.getString("client_id"))).hasSize(3).doesNotHaveDuplicates();
        }
    }

    /** As they were submitted to the first server. */
    private List<JsonObject> prompts() {
        return first.journal().entries("POST", "^/prompt$").stream().map(entry -> new JsonObject(entry.body())).toList();
    }

    private static void drain(ComfySimulator simulator, boolean draining) {
        given().contentType("application/json").body(Map.of("draining", draining)).patch("/backends/" + Fleet.id(simulator)).then()
                .statusCode(200);
    }

    @Nested
    class Memory {

        @Test
        void shouldFreeAndTryAgain_whenMemoryRunsOutOnce() {
            first.runFaults().add(RunFault.of(Kind.OUT_OF_MEMORY).on("executing"));

            var job = Bridge.ended(submitted("slow", "6/seed", color()));

            succeeds(job);
            assertThat(first.journal().entries("POST", "^/free$")).isNotEmpty();
        }

        @Test
        void shouldMoveToALargerCard_whenMemoryRunsOutAgain() {
            first.runFaults().add(RunFault.of(Kind.OUT_OF_MEMORY).on("executing").times(100));
            var large = fleet.add(ComfySimulatorConfig.defaults().withMemoryGib(24));
            drain(first, true);
            var busy = submitted("slow", "6/seed", color(), "6/steps", 40);
            Bridge.awaitState(busy, "RUNNING");
            drain(first, false);
            // the larger card is busy, so it goes to the smaller one
            var client = submitted("slow", "6/seed", color());

            var job = Bridge.ended(client);

            succeeds(job);
            assertThat(job.getString("backend")).isEqualTo(Fleet.id(large));
            assertThat(job.getInt("attempt")).isEqualTo(3);
        }

        @Test
        void shouldFail_whenThereIsNoLargerCard() {
            first.runFaults().add(RunFault.of(Kind.OUT_OF_MEMORY).on("executing").times(100));

            assertThat(Bridge.ended(submitted("slow", "6/seed", color())).getString("failure.reason")).isEqualTo("OUT_OF_MEMORY");
        }

        @Test
        void shouldQuarantineUntilItsRestart_whenTheCardIsFaulty() {
            first.runFaults().add(RunFault.of(Kind.CUDA_FAULT).on("executing"));
            var client = submitted("slow", "6/seed", color());
            Fleet.awaitState(first, "QUARANTINED");

            first.kill(Duration.ZERO);

            succeeds(Bridge.ended(client));
        }
    }

    @Nested
    class Answers {

        @Test
        void shouldNotRunTwice_whenTheAnswerToASubmitIsLost() {
            first.httpFaults().add(Fault.of(FaultKind.RESET).on("POST", "^/prompt$").afterEffect());

            var job = Bridge.ended(submitted("slow", "6/seed", color()));

            succeeds(job);
            assertThat(job.getInt("attempt")).isEqualTo(1);
            assertThat(first.journal().entries("POST", "^/prompt$")).hasSize(1);
        }

        @Test
        void shouldSendAgain_whenASubmitDidNotArrive() {
            first.httpFaults().add(Fault.of(FaultKind.RESET).on("POST", "^/prompt$"));
            var since = since(first);

            var job = Bridge.ended(submitted("slow", "6/seed", color()));

            succeeds(job);
            assertThat(submits(first)).isEqualTo(1);
            assertThat(since(first)).as("found by asking, not because the backend counted as dead").isEqualTo(since);
        }

        @Test
        void shouldFetchAgain_whenADownloadBreaks() {
            first.httpFaults().add(Fault.of(FaultKind.CUT_BODY).on("GET", "^/view$").times(2));

            succeeds(Bridge.ended(submitted("slow", "6/seed", color())));
        }

        @Test
        void shouldRunTheSavingNodeAgain_whenACachedFileIsGone() {
            var seed = color();
            succeeds(Bridge.ended(submitted("slow", "6/seed", seed)));
            first.files().keys("output/").forEach(first.files()::delete);

            var again = Bridge.ended(submitted("slow", "6/seed", seed));

            succeeds(again);
            assertThat(again.getInt("attempt")).isEqualTo(2);
        }

        @Test
        void shouldCopyTheRightBytes_whenFileNamesAreUsedAgain() {
            var one = Bridge.ended(submitted("tiny", "1/color", color()));
            first.files().keys("output/").forEach(first.files()::delete);
            var two = Bridge.ended(submitted("tiny", "1/color", color()));

            assertThat(one.getString("outputs[0].name")).isEqualTo(two.getString("outputs[0].name"));
            assertThat(one.getString("outputs[0].sha256")).isNotEqualTo(two.getString("outputs[0].sha256"));
            assertThat(given().get(one.getString("outputs[0].url")).asByteArray())
                    .isNotEqualTo(given().get(two.getString("outputs[0].url")).asByteArray());
        }
    }

    @Nested
    class Order {

        @Test
        void shouldRunInTheOrderOfArrival() {
            var clients = IntStream.range(0, 8).mapToObj(n -> submitted("tiny", "1/color", color())).toList();

            var started = clients.stream().map(Bridge::ended).map(job -> Instant.parse(job.getString("startedAt"))).toList();

            assertThat(started).isSorted();
            assertThat(submits(first)).isEqualTo(8);
            // Equal ones would run in the order of their ids.
            assertThat(prompts().stream().map(prompt -> prompt.getDouble("number"))).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void shouldKeepTheServersQueueShort() {
            var clients = IntStream.range(0, 6).mapToObj(n -> submitted("slow", "6/steps", 200, "6/seed", color())).toList();
            await().atMost(Fleet.PATIENCE).until(() -> first.remaining() == 2);

            assertThat(clients.stream().map(Bridge::state).filter("WAITING"::equals)).hasSize(4);
            clients.forEach(client -> given().queryParam("clientId", client).post("/interrupt").then().statusCode(200));
            clients.forEach(client -> assertThat(Bridge.ended(client).getString("state")).isEqualTo("CANCELED"));
        }

        @Test
        void shouldCancelAJobThatWaitsAtTheServer() {
            var running = submitted("slow", "6/steps", 60, "6/seed", color());
            var waiting = submitted("slow", "6/steps", 5, "6/seed", color());
            Bridge.awaitState(waiting, "RUNNING");

            given().queryParam("clientId", waiting).post("/interrupt").then().statusCode(200);

            assertThat(Bridge.ended(waiting).getString("state")).isEqualTo("CANCELED");
            assertThat(Bridge.ended(running).getString("state")).isEqualTo("SUCCEEDED");
        }
    }

    @Nested
    class Versions {

        @Test
        void shouldWorkWithRecentServers() {
            var recent = fleet.add(ComfySimulatorConfig.defaults().withVersion(ComfyVersion.V0_38));
            given().delete("/backends/" + Fleet.id(first)).then().statusCode(204);

            succeeds(Bridge.ended(submitted("slow", "6/seed", color())));
            var running = submitted("slow", "6/steps", 10000, "6/seed", color());
            Bridge.awaitState(running, "RUNNING");
            await().atMost(Fleet.PATIENCE).until(() -> recent.remaining() == 1);
            given().queryParam("clientId", running).post("/interrupt").then().statusCode(200);
            assertThat(Bridge.ended(running).getString("state")).isEqualTo("CANCELED");
            assertThat(recent.journal().entries("POST", "/api/jobs/.*/cancel")).isNotEmpty();
        }

        @Test
        void shouldSendOnlyLowerCaseUuids_andAClientIdOfItsOwn() {
            var client = submitted("tiny", "1/color", color());
            Bridge.ended(client);

            var prompt = new JsonObject(first.journal().entries("POST", "^/prompt$").get(0).body());
            assertThat(prompt.getString("prompt_id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            assertThat(prompt.getString("client_id")).isNotEqualTo(client).matches("[0-9a-f-]{36}");
            assertThat(List.of(prompt.getString("prompt_id"), client)).doesNotHaveDuplicates();
        }
    }
}
