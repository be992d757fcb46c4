package io.trestle.comfy.seedapi;

import static io.restassured.RestAssured.given;
import static io.trestle.comfy.Bridge.clientId;
import static io.trestle.comfy.Bridge.color;
import static io.trestle.comfy.Bridge.generate;
import static io.trestle.comfy.Bridge.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.comfy.Bridge;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.comfy.SocketClient;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.comfyui.graph.Pictures;

/** The ten endpoints of the original, in the shapes that its page prints. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class SeedApiTest {

    private Fleet fleet;

    @BeforeEach
    void start() {
        fleet = new Fleet();
        fleet.add();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static byte[] history(String clientId) {
        return given().queryParam("clientId", clientId).get("/history").then().statusCode(200)
                .header("Content-Type", startsWith("multipart/form-data; boundary=----")).extract().asByteArray();
    }

    @Nested
    class WorkflowList {

        @Test
        void shouldListTheAliases() {
            given().get("/workflow-list").then().statusCode(200).contentType("application/json")
                    .body("", hasItems("tiny", "slow", "image", "steps", "model"));
        }
    }

    @Nested
    class WorkflowInfo {

        @Test
        void shouldShowTheChosenInputs() {
            given().queryParam("workflow", "image").get("/workflow-info").then().statusCode(200)
                    .body("'10/image'",
                            equalTo(Map.of("type", "str", "title", "Load Image", "class", "LoadImage", "default", "example.png")))
                    .body("size()", equalTo(1));
        }

        @Test
        void shouldShowEmptyDefaults() {
            given().queryParam("workflow", "slow").get("/workflow-info").then().statusCode(200)
                    .body("'6/text'.default", equalTo("")).body("'6/delay'.type", equalTo("float"))
                    .body("'6/seed'.type", equalTo("int"));
        }

        @Test
        void shouldAnswer400_whenAliasIsUnknown() {
            given().queryParam("workflow", "nothing").get("/workflow-info").then().statusCode(400).contentType("application/json")
                    .body("size()", equalTo(1)).body("detail", containsString("nothing"));
            given().get("/workflow-info").then().statusCode(400).body("detail", startsWith("workflow is required"));
        }
    }

    @Nested
    class Upload {

        @Test
        void shouldAnswerTheSavedNameOfEachPart() {
            given().multiPart("first", "a photo.png", new byte[]{1}, "image/png")
                    .multiPart("second", "../b.png", new byte[]{2}, "image/png")
                    .post("/upload").then().statusCode(200)
                    .body("first", endsWith("_a_photo.png")).body("second", allOf(endsWith("_b.png"), not(containsString("/"))))
                    .body("size()", equalTo(2));
        }

        @Test
        void shouldTakeMoreThanAMegabyte() {
            given().multiPart("file", "large.bin", new byte[3 << 20], "application/octet-stream").post("/upload").then().statusCode(200)
                    .body("file", endsWith("_large.bin"));
        }

        @Test
        void shouldAnswer400_whenThereIsNoFile() {
            given().multiPart("field", "text").post("/upload").then().statusCode(400).body("detail", containsString("no file"));
        }
    }

    @Nested
    class Generate {

        @Test
        void shouldSayHowManyAreQueued() {
            generate(clientId(), "tiny", "1/color", color()).statusCode(200).body("detail", matchesPattern("queued / [1-9][0-9]*"));
        }

        @Test
        void shouldAnswer400_whenInputsAreWrong() {
            generate(clientId(), "tiny", "1/color", "red").statusCode(400)
                    .body("detail", equalTo("'1/color' need to have type of int but got <class 'str'> from red"));
            generate(clientId(), "tiny", "1/nothing", 1).statusCode(400).body("detail", containsString("has no input 1/nothing"));
            generate(clientId(), "tiny", "1/width", 0).statusCode(400).body("detail", containsString("smaller than 1"));
            generate(clientId(), "image", "10/image", "never-uploaded.png").statusCode(400).body("detail",
                    containsString("never-uploaded"));
            generate(clientId(), "nothing").statusCode(400);
            generate("", "tiny").statusCode(400).body("detail", startsWith("clientId is required"));
            given().contentType("application/json").body("[1").queryParam("clientId", "c").post("/generate-based-workflow").then()
                    .statusCode(400).body("detail", containsString("JSON"));
        }

        @Test
        void shouldTakeAnIntForAFloat_andSeedsUpToSixtyFourBits() {
            var client = submitted("slow", "6/delay", 0, "6/seed", new java.math.BigInteger("18446744073709551615"));

            assertThat(Bridge.ended(client).getString("state")).isEqualTo("SUCCEEDED");
        }

        @Test
        void shouldBringUploadsToTheBackend() throws IOException {
            var picture = Pictures.png(Pictures.plain(8, 8, 0x00FF00), Map.of());
            String name = given().multiPart("file", "grün.png", picture, "image/png").post("/upload").then().statusCode(200).extract()
                    .path("file");

            var client = submitted("image", "10/image", name);
            Bridge.ended(client);

            var form = history(client);
            assertThat(image(form).getRGB(3, 3) & 0xFFFFFF).isEqualTo(0xFF00FF);
        }
    }

    private static BufferedImage image(byte[] form) throws IOException {
        var text = new String(form, StandardCharsets.ISO_8859_1);
        var start = text.indexOf("\r\n\r\n") + 4;
        var end = text.indexOf("\r\n------", start) < 0 ? text.lastIndexOf("\r\n----") : text.indexOf("\r\n------", start);
        return ImageIO.read(new ByteArrayInputStream(java.util.Arrays.copyOfRange(form, start, end)));
    }

    @Nested
    class History {

        @Test
        void shouldDeliverOnceAsAForm() throws IOException {
            var client = submitted("tiny", "1/color", 0x123456);
            Bridge.ended(client);

            var form = history(client);

            assertThat(new String(form, StandardCharsets.ISO_8859_1))
                    .contains("Content-Disposition: form-data; name=\"result_0\"; filename=\"tiny_").contains("Content-Type: image/png");
            assertThat(image(form).getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x123456);
            org.awaitility.Awaitility.await().atMost(Fleet.PATIENCE).untilAsserted(() -> given().queryParam("clientId", client)
                    .get("/history").then().statusCode(204).header("X-Detail", containsString("No contents")));
        }

        @Test
        void shouldDeliverEachOutputAsAPartOfItsOwn() {
            var client = submitted("two", "1/color", color());
            Bridge.ended(client);

            var form = new String(history(client), StandardCharsets.ISO_8859_1);

            var boundary = form.substring(0, form.indexOf("\r\n"));
            assertThat(form).endsWith("\r\n" + boundary + "--\r\n");
            assertThat(form.substring(0, form.length() - boundary.length() - 6).split("(^|\r\n)" + boundary + "\r\n")).hasSize(3)
                    .satisfiesExactly(before -> assertThat(before).isEmpty(),
                            first -> assertThat(first).contains("name=\"result_0\"").endsWith("IEND\u00aeB`\u0082"),
                            second -> assertThat(second).contains("name=\"result_1\"").endsWith("IEND\u00aeB`\u0082"));
        }

        @Test
        void shouldAnswer204WithItsReason_whenThereIsNothing() {
            given().queryParam("clientId", "never-seen").get("/history").then().statusCode(204)
                    .header("X-Detail",
                            equalTo("The client ID has not been submitted to the server before. It is not recognized. / never-seen"));
            given().get("/history").then().statusCode(400);
        }
    }

    @Nested
    class ExecutionInfo {

        @Test
        void shouldSayHowItEnded() {
            var good = submitted("tiny", "1/color", color());
            var bad = submitted("steps", "1/color", color(), "2/mode", "raise");
            Bridge.ended(good);
            Bridge.ended(bad);

            given().queryParam("clientId", good).get("/execution-info").then().statusCode(200)
                    .body("", equalTo(Map.of("status", "closed", "detail", "Execution is done", "details", "Execution is done")));
            given().queryParam("clientId", bad).get("/execution-info").then().statusCode(200).body("status", equalTo("error"))
                    .body("detail", containsString("boom"));
            given().queryParam("clientId", bad).get("/history").then().statusCode(204);
        }

        @Test
        void shouldAnswer400_whenClientIdWasNeverSeen() {
            given().queryParam("clientId", "never-seen").get("/execution-info").then().statusCode(400)
                    .body("detail", containsString("never-seen"));
        }
    }

    @Nested
    class GenerationCount {

        @Test
        void shouldCountEveryRunThatWasAskedFor() {
            var before = Long.parseLong(given().get("/generation-count").then().statusCode(200).extract().asString());

            submitted("tiny", "1/color", color());
            submitted("tiny", "1/color", color());
            generate(clientId(), "tiny", "1/color", "wrong").statusCode(400);

            given().get("/generation-count").then().body(equalTo(Long.toString(before + 2)));
        }
    }

    @Nested
    class Free {

        @Test
        void shouldFreeAllOrTheBackendOfAClientId() {
            var client = submitted("tiny", "1/color", color());
            Bridge.ended(client);

            given().post("/free").then().statusCode(200).body("detail", equalTo("server memory free now / ALL"));
            given().queryParam("clientId", client).post("/free").then().statusCode(200)
                    .body("detail", equalTo("server memory free now / " + client));
            given().queryParam("clientId", "never-seen").post("/free").then().statusCode(400);
        }
    }

    @Nested
    class Interrupt {

        @Test
        void shouldEndThatJobOnly() {
            var running = submitted("slow", "6/steps", 10000, "6/seed", color());
            var other = submitted("tiny", "1/color", color());
            Bridge.awaitState(running, "RUNNING");

            given().queryParam("clientId", running).post("/interrupt").then().statusCode(200)
                    .body("detail", equalTo("interrupted that clientId will be ignored. / " + running));

            assertThat(Bridge.ended(running).getString("state")).isEqualTo("CANCELED");
            assertThat(Bridge.ended(other).getString("state")).isEqualTo("SUCCEEDED");
            given().queryParam("clientId", "never-seen").post("/interrupt").then().statusCode(400);
        }
    }

    @Nested
    class Socket {

        @Test
        void shouldTellTheJobFromItsConnectionToItsEnd() {
            var client = clientId();
            try (var socket = SocketClient.open(client).awaitSaid("connected server connected")) {
                generate(client, "slow", "6/seed", color(), "6/steps", 10).statusCode(200);
                socket.awaitSaid("closed Execution is done").awaitClosed();

                var progress = socket.said().stream().filter(text -> text.startsWith("progress ")).toList();
                assertThat(progress).allMatch(text -> text.matches("progress \\d{1,3}\\.\\d\\d%")).last().isEqualTo("progress 100.00%");
                assertThat(progress.stream().map(text -> Double.parseDouble(text.replaceAll("[^0-9.]", ""))).toList()).isSorted();
                assertThat(progress).hasSizeGreaterThan(2);
                assertThat(socket.frames().get(0).fieldNames()).contains("status", "detail", "details");
            }
        }

        @Test
        void shouldListen_whileNothingHappens() {
            try (var socket = SocketClient.open(clientId())) {
                org.awaitility.Awaitility.await().atMost(Fleet.PATIENCE).until(() -> socket.frames().stream()
                        .filter(frame -> frame.getString("status").equals("listening")).count() > 2);
            }
        }

        @Test
        void shouldSayWhy_whenTheJobFails() {
            var client = clientId();
            try (var socket = SocketClient.open(client)) {
                generate(client, "steps", "1/color", color(), "2/mode", "raise").statusCode(200);
                socket.awaitClosed();

                assertThat(socket.said()).last().asString().startsWith("error BTProgress (2): boom");
            }
        }

        @Test
        void shouldCancelTheJob_whenTheLastSocketLeaves() {
            var client = clientId();
            var first = SocketClient.open(client);
            var second = SocketClient.open(client);
            generate(client, "slow", "6/steps", 10000, "6/seed", color()).statusCode(200);
            Bridge.awaitState(client, "RUNNING");

            first.close();
            second.close();

            var job = Bridge.ended(client);
            assertThat(job.getString("state")).isEqualTo("CANCELED");
            assertThat(job.getString("cancelCause")).isEqualTo("WATCHERS_LEFT");
        }

        @Test
        void shouldAnswer400_whenThereIsNoClientId() {
            given().get("/ws").then().statusCode(400).body("detail", startsWith("clientId is required"));
        }
    }
}
