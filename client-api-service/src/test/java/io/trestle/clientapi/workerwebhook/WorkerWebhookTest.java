package io.trestle.clientapi.workerwebhook;

import static io.restassured.RestAssured.given;
import static io.trestle.clientapi.ProblemAssert.assertThatProblem;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.prediction.PredictionRows;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.problem.ProblemType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code POST /pc/client-api/webhook/prediction}. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class WorkerWebhookTest {

    private static final String PATH = "/pc/client-api/webhook/prediction";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String id = PredictionRows.waiting("local");

    private static Response send(String body) {
        return Api.local().call().body(body).post(PATH);
    }

    private static String verdict(JsonObject body) {
        var answer = send(body.encode());
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getInt("httpStatus")).isEqualTo(200);
        return answer.jsonPath().getString("data.verdict");
    }

    private List<String> events() {
        return AdapterSide.shared().records("prediction.events.v1").stream().filter(record -> record.startsWith(id)).toList();
    }

    private void awaitEvents(String... types) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var found = events();
            assertThat(found).hasSize(types.length);
            for (var i = 0; i < types.length; i++) {
                assertThat(found.get(i)).contains("ce_type=io.trestle.prediction." + types[i] + ".v1");
            }
        });
    }

    @Nested
    class Reports {

        @Test
        void shouldStoreEverything_whenTheSeedsExamplesCome() {
            // when
            assertThat(verdict(WebhookMother.processing(id))).isEqualTo("applied");
            assertThat(verdict(WebhookMother.succeeded(id))).isEqualTo("applied");
            // then
            assertThat(PredictionRows.state(id)).isEqualTo("SUCCEEDED");
            assertThat(new JsonArray(PredictionRows.column(id, "output"))).hasSize(2);
            assertThat(PredictionRows.column(id, "metrics")).isEqualTo("{\"predict_time\":7.354538}");
            assertThat(Database
                    .select("SELECT convert_from(body, 'UTF8') FROM webhook_delivery WHERE prediction_id = ? ORDER BY received_at", id))
                    .containsExactly(WebhookMother.processing(id).encode(), WebhookMother.succeeded(id).encode());
            awaitEvents("started", "succeeded");
        }

        @Test
        void shouldEndOnce_whenTheRustWorkersReportsComeInTheWrongOrder() {
            assertThat(verdict(WebhookMother.coglet(id, "succeeded").put("output", "done").put("metrics",
                    new JsonObject().put("predict_time", 1.5)))).isEqualTo("applied");
            assertThat(verdict(WebhookMother.coglet(id, "processing").put("output", "do"))).isEqualTo("stale");
            assertThat(PredictionRows.column(id, "output")).isEqualTo("\"done\"");
            awaitEvents("succeeded");
        }

        @Test
        void shouldKeepTheFirstEnd_whenAnUploadErrorIsFollowedBySuccess() {
            // when
            verdict(WebhookMother.failed(id, "Got error trying to upload output files"));
            assertThat(verdict(WebhookMother.failed(id, "Got error trying to upload output files").put("status", "succeeded")))
                    .isEqualTo("conflict");
            // then
            assertThat(PredictionRows.state(id)).isEqualTo("FAILED");
            assertThat(PredictionRows.column(id, "failure")).isEqualTo("OUTPUT_UNAVAILABLE");
            awaitEvents("failed", "outcome-conflicted");
        }

        @Test
        void shouldChangeNothing_whenABodyIsReplayed() {
            verdict(WebhookMother.processing(id));
            verdict(WebhookMother.succeeded(id));
            assertThat(verdict(WebhookMother.processing(id))).isEqualTo("duplicate");
            assertThat(verdict(WebhookMother.succeeded(id))).isEqualTo("duplicate");
            assertThat(Database.select("SELECT repeats FROM webhook_delivery WHERE prediction_id = ?", id)).containsExactly("1", "1");
            awaitEvents("started", "succeeded");
        }

        @Test
        void shouldApplyOnce_whenTheSameReportComesManyTimesAtOnce() {
            // given
            var pool = Executors.newFixedThreadPool(16);
            // when
            var racing = IntStream.range(0, 64)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> verdict(WebhookMother.succeeded(id)), pool)).toList();
            var verdicts = racing.stream().map(CompletableFuture::join).toList();
            pool.shutdown();
            // then
            assertThat(verdicts).filteredOn("applied"::equals).hasSize(1);
            assertThat(verdicts).filteredOn("duplicate"::equals).hasSize(63);
            assertThat(Database.select("SELECT repeats FROM webhook_delivery WHERE prediction_id = ?", id)).containsExactly("63");
            awaitEvents("succeeded");
        }

        @Test
        void shouldAgreeOnOneEnd_whenManyDifferentOnesRace() {
            // given
            var pool = Executors.newFixedThreadPool(16);
            // when
            var racing = IntStream.range(0, 32).mapToObj(i -> CompletableFuture.supplyAsync(
                    () -> verdict(i % 2 == 0 ? WebhookMother.succeeded(id).put("output", i) : WebhookMother.failed(id, "error " + i)),
                    pool))
                    .toList();
            var verdicts = racing.stream().map(CompletableFuture::join).toList();
            pool.shutdown();
            // then
            assertThat(verdicts).filteredOn("applied"::equals).hasSize(1);
            assertThat(verdicts).filteredOn("conflict"::equals).hasSize(31);
        }

        @ParameterizedTest
        @ValueSource(strings = {PATH, PATH + "/"})
        void shouldAnswerExactly200_withAndWithoutTheTrailingSlash(String path) {
            var answer = Api.local().call().redirects().follow(false).body(WebhookMother.processing(id).encode()).post(path);
            assertThat(answer.statusCode()).isEqualTo(200);
        }

        @Test
        void shouldTakeItAsData_whenOutputsAreAddressesThatNobodyMayFetch() {
            var output = new JsonArray().add("http://169.254.169.254/latest/meta-data").add("file:///etc/passwd").add("javascript:alert(1)")
                    .add("/tmp/output.png").add("data:text/plain;base64,aGk=");
            assertThat(verdict(WebhookMother.succeeded(id).put("output", output))).isEqualTo("applied");
            assertThat(new JsonArray(PredictionRows.column(id, "output"))).isEqualTo(output);
        }
    }

    @Nested
    class Credentials {

        @Test
        void shouldRefuse_whenThereIsNoKey() {
            assertThatProblem(given().contentType("application/json").body(WebhookMother.processing(id).encode()).post(PATH))
                    .is(ProblemType.UNAUTHENTICATED);
        }

        @Test
        void shouldAcceptTheKeyAsBearer_whenTheWorkerKnowsNoOtherWay() {
            given().header("Authorization", "Bearer " + ServiceUnderTest.LOCAL_KEY).body(WebhookMother.processing(id).encode()).post(PATH)
                    .then().statusCode(200);
            assertThat(PredictionRows.state(id)).isEqualTo("PROCESSING");
        }

        @Test
        void shouldRefuse_whenTheBearerIsNeitherTokenNorKey() {
            assertThatProblem(given().header("Authorization", "Bearer no-such-key-here-0001").body("{}").post(PATH))
                    .is(ProblemType.UNAUTHENTICATED);
        }

        @Test
        void shouldChangeNothing_whenThePredictionIsAnotherTenants() {
            // given
            var stranger = Api.ofNewTenant("w" + UUID.randomUUID().toString().substring(0, 8));
            // when
            var answer = stranger.call().body(WebhookMother.succeeded(id).encode()).post(PATH);
            var unknown = stranger.call().body(WebhookMother.succeeded("no-such-prediction").encode()).post(PATH);
            // then
            assertThat(answer.jsonPath().getString("data.verdict")).isEqualTo("orphan")
                    .isEqualTo(unknown.jsonPath().getString("data.verdict"));
            assertThat(PredictionRows.state(id)).isEqualTo("STARTING");
        }
    }

    @Nested
    class Orphans {

        @Test
        void shouldKeepIt_whenThePredictionIsUnknown() {
            var unknown = "unknown-" + UUID.randomUUID();
            assertThat(verdict(WebhookMother.succeeded(unknown))).isEqualTo("orphan");
            assertThat(Database.select("SELECT verdict FROM webhook_delivery WHERE prediction_id = ?", unknown)).containsExactly("ORPHAN");
        }

        @Test
        void shouldApplyIt_whenItComesAgainAfterThePredictionAppeared() {
            // given
            var late = "late-" + UUID.randomUUID();
            verdict(WebhookMother.succeeded(late));
            Database.update("UPDATE prediction SET id = ? WHERE id = ?", late, id);
            // then
            assertThat(verdict(WebhookMother.succeeded(late))).isEqualTo("applied");
            assertThat(PredictionRows.state(late)).isEqualTo("SUCCEEDED");
        }

        @Test
        void shouldKeepItWithItsReason_whenTheIdIsNull() {
            assertThat(verdict(WebhookMother.processing(id).putNull("id").put("logs", id))).isEqualTo("unreadable");
            assertThat(Database.select("SELECT reason FROM webhook_delivery WHERE prediction_id = '' AND convert_from(body, 'UTF8') LIKE ?",
                    "%" + id + "%")).singleElement().asString().contains("names no prediction");
        }

        @Test
        void shouldKeepIt_whenABridgeRunsThePrediction() {
            var atBridge = PredictionRows.waiting("local", "COMFYUI");
            assertThat(verdict(WebhookMother.succeeded(atBridge))).isEqualTo("orphan");
            assertThat(PredictionRows.state(atBridge)).isEqualTo("STARTING");
        }
    }

    @Nested
    class Attacks {

        @ParameterizedTest
        @ValueSource(strings = {"", "{", "nonsense", "[1]", "\"text\"", "{\"id\":\"a\",\"id\":\"b\"}", "{\"id\":\"a\"} {}"})
        void shouldSayThatItIsNoJson_andKeepIt(String body) {
            assertThatProblem(send(body)).is(ProblemType.MALFORMED_JSON);
            assertThat(Database.select("SELECT verdict FROM webhook_delivery WHERE body = convert_to(?, 'UTF8')", body))
                    .containsExactly("UNREADABLE");
        }

        @Test
        void shouldTakeOneMeaningOnly_whenTheStatusStandsTwice() {
            assertThatProblem(send("{\"id\":\"" + id + "\",\"status\":\"processing\",\"status\":\"succeeded\"}"))
                    .is(ProblemType.MALFORMED_JSON);
            assertThat(PredictionRows.state(id)).isEqualTo("STARTING");
        }

        @Test
        void shouldRefuse_whenJsonIsVeryDeep() {
            assertThatProblem(
                    send("{\"id\":\"" + id + "\",\"status\":\"succeeded\",\"output\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}"))
                    .is(ProblemType.MALFORMED_JSON);
        }

        @Test
        void shouldStoreTheRest_whenMetricsAreNotANumber() {
            assertThat(
                    send("{\"id\":\"" + id + "\",\"status\":\"succeeded\",\"output\":1e400,\"metrics\":{\"loss\":NaN,\"time\":-Infinity}}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(PredictionRows.column(id, "metrics")).isEqualTo("{\"loss\":null,\"time\":null}");
        }

        @Test
        void shouldStoreTheRest_whenLogsHoldNulAndHalfPairs() {
            assertThat(
                    send("{\"id\":\"" + id + "\",\"status\":\"failed\",\"logs\":\"a\\u0000b\\ud800c\",\"error\":\"\\u0000\"}").statusCode())
                    .isEqualTo(200);
            assertThat(PredictionRows.column(id, "logs")).isEqualTo("a\uFFFDb\uFFFDc");
            awaitEvents("failed");
        }

        @Test
        void shouldStoreItExactly_whenAnIntegerIsGigantic() {
            var digits = "9".repeat(500);
            assertThat(send("{\"id\":\"" + id + "\",\"status\":\"succeeded\",\"output\":" + digits + "}").statusCode()).isEqualTo(200);
            assertThat(PredictionRows.column(id, "output")).isEqualTo(digits);
            awaitEvents("succeeded");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a/b", "../../etc/passwd", "a\\u0000b", "x'; DROP TABLE prediction; --", "\\r\\nSet-Cookie: a=b", "預測"})
        void shouldBeAnOrphan_whenTheIdIsStrange(String strange) {
            var answer = send("{\"id\":\"" + strange + "\",\"status\":\"processing\",\"logs\":\"" + id + "\"}");
            assertThat(answer.jsonPath().getString("data.verdict")).isEqualTo("orphan");
            assertThat(answer.header("Set-Cookie")).isNull();
        }

        @Test
        void shouldKeepItAsText_whenLogsHoldMarkupAndLineBreaks() {
            var logs = "<script>alert(1)</script>\r\nINFO forged line";
            verdict(WebhookMother.processing(id).put("logs", logs));
            assertThat(PredictionRows.column(id, "logs")).isEqualTo(logs);
        }

        @Test
        void shouldRefuse_whenLogsAreFiftyMegabytes() throws Exception {
            var head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: " + ServiceUnderTest.LOCAL_KEY
                    + "\r\nContent-Length: 52428800\r\n\r\n{\"id\"";
            assertThat(statusLine(head.getBytes(US_ASCII))).contains("413");
        }

        @Test
        void shouldRefuse_whenTheBodyGrowsTooLongWithoutSayingSo() throws Exception {
            var chunk = "100000\r\n" + "x".repeat(0x100000) + "\r\n";
            var head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: " + ServiceUnderTest.LOCAL_KEY
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n";
            assertThat(statusLine((head + chunk.repeat(9)).getBytes(US_ASCII))).contains("413");
        }

        private static String statusLine(byte[] request) throws IOException {
            try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.getOutputStream().write(request);
                return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
            }
        }

        @Test
        void shouldTakeIt_whenLogsAreTwoMegabytes() {
            assertThat(verdict(WebhookMother.processing(id).put("logs", "x".repeat(2 * 1024 * 1024)))).isEqualTo("applied");
            assertThat(PredictionRows.column(id, "logs_length")).isEqualTo("2097152");
        }

        @Test
        void shouldAnswer405_whenItIsNoPost() {
            var answer = Api.local().call().get(PATH);
            assertThatProblem(answer).is(ProblemType.METHOD_NOT_ALLOWED);
            assertThat(answer.header("Allow")).isEqualTo("POST");
        }

        @Test
        void shouldBeVisible_whenTheStatusIsUnknown() {
            assertThat(verdict(WebhookMother.processing(id).put("status", "paused"))).isEqualTo("unreadable");
            assertThat(PredictionRows.state(id)).isEqualTo("STARTING");
        }
    }
}
