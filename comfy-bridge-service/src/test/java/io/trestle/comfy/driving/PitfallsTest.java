package io.trestle.comfy.driving;

import static io.restassured.RestAssured.given;
import static io.trestle.comfy.Bridge.clientId;
import static io.trestle.comfy.Bridge.color;
import static io.trestle.comfy.Bridge.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trestle.comfy.Bridge;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.comfy.PredictionTopics;
import io.trestle.comfy.SocketClient;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.prediction.PredictionOutputProduced;
import io.trestle.model.prediction.PredictionSucceeded;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;
import io.trestle.simulators.comfyui.graph.Pictures;
import io.trestle.simulators.comfyui.run.RunFault;
import io.trestle.simulators.comfyui.run.RunFault.Kind;
import io.vertx.core.json.JsonObject;

/** What ComfyUI does that nobody expects, by the numbers of the README's table. Those that have to do with death are in BackendFailuresTest. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class PitfallsTest {

    private Fleet fleet;

    @BeforeEach
    void start() {
        fleet = new Fleet();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static JsonPath succeeded(String client) {
        var job = Bridge.ended(client);
        assertThat(job.getString("state")).as(job.prettify()).isEqualTo("SUCCEEDED");
        return job;
    }

    private static byte[] output(JsonPath job) {
        return given().get(job.getString("outputs[0].url")).then().statusCode(200).extract().asByteArray();
    }

    @Test
    void pitfall02_shouldWaitForTheHistory_whenSuccessIsToldTooEarly() {
        fleet.add(ComfySimulatorConfig.defaults().withHistoryLag(Duration.ofMillis(700)));

        assertThat(succeeded(submitted("tiny", "1/color", color())).getList("outputs")).hasSize(1);
    }

    @Test
    void pitfall07_shouldNotTakeSomebodyElsesFramesForItsOwn() throws Exception {
        var comfy = fleet.add();
        // The nodes have the same ids.
        var graph = new JsonObject(Files.readString(Path.of("src/test/resources/workflows/slow.json")));
        graph.getJsonObject("6").getJsonObject("inputs").put("steps", 10_000);
        // Without a client id: its frames go to every socket.
        var foreign = new JsonObject(given().baseUri(comfy.baseUrl()).body(new JsonObject().put("prompt", graph).encode())
                .post("/prompt").then().statusCode(200).extract().asString()).getString("prompt_id");
        var client = submitted("slow", "6/seed", color());
        Bridge.awaitState(client, "RUNNING");
        var frames = framesSeen(comfy);
        await().atMost(Fleet.PATIENCE).until(() -> framesSeen(comfy) > frames + 20);

        assertThat(Bridge.job(client).getDouble("percent")).isZero();
        given().baseUri(comfy.baseUrl()).body(new JsonObject().put("prompt_id", foreign).encode()).post("/interrupt").then()
                .statusCode(200);
        succeeded(client);
    }

    /** Counts from the first call on. */
    private static int framesSeen(ComfySimulator comfy) {
        if (comfy.runFaults().toJson().isEmpty()) {
            comfy.runFaults().add(RunFault.of(Kind.DROP).nth(1_000_000_000));
        }
        return comfy.runFaults().toJson().getJsonObject(0).getInteger("seen");
    }

    @Test
    void pitfall15_shouldNeverAskForWholeHistoriesAndQueues_whileAllIsWell() {
        var comfy = fleet.add();
        IntStream.range(0, 6).mapToObj(n -> submitted("tiny", "1/color", color())).toList().forEach(PitfallsTest::succeeded);

        assertThat(comfy.journal().entries("GET", "^/history$")).isEmpty();
        assertThat(comfy.journal().entries("GET", "^/history/.+")).isNotEmpty();
        assertThat(comfy.journal().entries("GET", "^/queue$")).isEmpty();
    }

    @Test
    void pitfall16_shouldNeverInterruptWithoutAName() {
        var comfy = fleet.add();
        var running = submitted("slow", "6/steps", 10_000, "6/seed", color());
        Bridge.awaitState(running, "RUNNING");
        await().atMost(Fleet.PATIENCE).until(() -> comfy.remaining() == 1);

        given().queryParam("clientId", running).post("/interrupt").then().statusCode(200);

        assertThat(Bridge.ended(running).getString("state")).isEqualTo("CANCELED");
        assertThat(comfy.journal().entries("POST", "^/interrupt$")).isNotEmpty()
                .allSatisfy(call -> assertThat(new JsonObject(call.body()).getString("prompt_id")).isNotEmpty());
    }

    @Test
    void pitfall18_shouldBringInputFilesAgain_whenTheJobGoesElsewhere() throws IOException {
        var first = fleet.add();
        first.runFaults().add(RunFault.of(Kind.KILL).on("executing").downFor(Duration.ofMinutes(10)));
        var picture = Pictures.png(Pictures.plain(8, 8, 0x00FF00), Map.of());
        String name = given().multiPart("file", "green.png", picture, "image/png").post("/upload").then().statusCode(200).extract()
                .path("file");
        var client = submitted("image", "10/image", name);
        await().atMost(Fleet.PATIENCE).until(() -> !first.journal().entries("POST", "^/upload/image$").isEmpty());
        var second = fleet.add();

        var job = succeeded(client);

        assertThat(job.getString("backend")).isEqualTo(Fleet.id(second));
        assertThat(second.journal().entries("POST", "^/upload/image$")).hasSize(1);
        assertThat(ImageIO.read(new ByteArrayInputStream(output(job))).getRGB(3, 3) & 0xFFFFFF).isEqualTo(0xFF00FF);
    }

    @Test
    void pitfall20_shouldNotPassTheCallersOriginOn_andTakeLargeMessages() throws IOException {
        fleet.add();
        var client = clientId();
        given().contentType("application/json").header("Origin", "https://studio.example").queryParam("clientId", client)
                .body(Map.of("workflow", "websocket", "1/color", 0x345678)).post("/generate-based-workflow").then().statusCode(200);

        var job = succeeded(client);

        assertThat(job.getString("outputs[0].contentType")).isEqualTo("image/png");
        assertThat(ImageIO.read(new ByteArrayInputStream(output(job))).getRGB(700, 700) & 0xFFFFFF).isEqualTo(0x345678);
    }

    @Test
    void shouldRunAgain_whenPicturesWereSentWhileTheSocketWasBroken() {
        var comfy = fleet.add();
        comfy.runFaults().add(RunFault.of(Kind.DISCONNECT).on("progress"));

        var job = succeeded(submitted("websocket", "1/color", color(), "2/steps", 2));

        assertThat(job.getList("outputs")).hasSize(1);
        assertThat(comfy.runFaults().isSpent()).isTrue();
    }

    @Test
    void pitfall21_shouldStayWithinAHundred_whenTheRunBeginsAgain() {
        var comfy = fleet.add();
        comfy.runFaults().add(RunFault.of(Kind.KILL).on("progress").nth(8));
        var client = clientId();
        try (var socket = SocketClient.open(client).awaitSaid("connected server connected")) {
            Bridge.generate(client, "slow", "6/seed", color(), "6/steps", 10).statusCode(200);
            socket.awaitSaid("closed Execution is done").awaitClosed();

            var percents = socket.said().stream().filter(text -> text.startsWith("progress ")).map(text -> text.replaceAll("[^0-9.]", ""))
                    .map(Double::valueOf).toList();
            assertThat(percents).last().isEqualTo(100.0);
            assertThat(percents).allMatch(percent -> percent >= 0 && percent <= 100);
        }
    }

    @Test
    void pitfall22_shouldNotShowTheWorkflowInPictures() {
        var comfy = fleet.add();

        var job = succeeded(submitted("tiny", "1/color", color()));

        var onDisk = comfy.files().read(comfy.files().keys("output/").get(0));
        assertThat(new String(onDisk, StandardCharsets.ISO_8859_1)).contains("EmptyImage");
        assertThat(new String(output(job), StandardCharsets.ISO_8859_1)).doesNotContain("EmptyImage").doesNotContain("tEXt");
    }

    @Test
    void pitfall24_shouldRefuseAPrefixThatLeadsOut() {
        fleet.add();

        Bridge.generate(clientId(), "slow", "9/filename_prefix", "../../etc/x").statusCode(400);
        assertThat(succeeded(submitted("slow", "9/filename_prefix", "sub/dir/x", "6/seed", color())).getList("outputs")).hasSize(1);
    }

    @Test
    void shouldTellOfAnOutputAtOnce_whenOthersFollow() {
        fleet.add();
        try (var topics = new PredictionTopics()) {
            var client = submitted("two", "1/color", color(), "3/steps", 10_000);
            var id = Bridge.job(client).getString("id");
            await().atMost(Fleet.PATIENCE)
                    .until(() -> topics.events(id).stream().anyMatch(PredictionOutputProduced.class::isInstance));

            var produced = (PredictionOutputProduced) topics.events(id).stream().filter(PredictionOutputProduced.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            assertThat(produced.file().name()).startsWith("early");
            assertThat(produced.index()).isZero();
            given().get("/jobs/" + id + "/outputs/0").then().statusCode(200).contentType("image/png");
            given().queryParam("clientId", client).post("/interrupt").then().statusCode(200);
            Bridge.ended(client);

            var whole = submitted("two", "1/color", color(), "3/steps", 2);
            Bridge.ended(whole);
            var outcome = topics.outcome(Bridge.job(whole).getString("id"), PredictionSucceeded.class);
            assertThat(outcome.files()).hasSize(2).extracting(file -> file.name().replaceAll("_.*", "")).containsExactly("early", "late");
        }
    }
}
