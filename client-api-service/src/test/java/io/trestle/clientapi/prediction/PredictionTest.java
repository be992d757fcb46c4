package io.trestle.clientapi.prediction;

import static io.trestle.clientapi.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.signature.SignatureMother;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.prediction.OutputFile;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.model.prediction.PredictionFailed;
import io.trestle.model.prediction.PredictionFailure;
import io.trestle.model.prediction.PredictionOutputProduced;
import io.trestle.model.prediction.PredictionProgressed;
import io.trestle.model.prediction.PredictionRunner;
import io.trestle.model.prediction.PredictionStarted;
import io.trestle.model.prediction.PredictionSucceeded;
import io.trestle.model.problem.ProblemType;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.cog.Scenario;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code /pc/client-api/predictions}. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class PredictionTest {

    private final Api api = Api.local();
    private Worker worker;

    @BeforeEach
    void startWorker() {
        worker = Worker.start();
    }

    @AfterEach
    void stopWorker() {
        worker.close();
    }

    private Response post(JsonObject request) {
        return api.call().body(request.encode()).post(Worker.PREDICTIONS);
    }

    private JsonObject withInput(JsonObject input) {
        return worker.request().put("input", input);
    }

    @Nested
    class Creation {

        @Test
        void shouldRunAtTheWorker_whenTheModelHasATunnel() {
            // when
            var answer = post(worker.request());
            // then
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
            var id = answer.jsonPath().getString("id");
            assertThat(id).hasSize(26);
            assertThat(answer.header("Location")).endsWith("/pc/client-api/predictions/" + id);
            assertThat(answer.jsonPath().getString("data.id")).isEqualTo(id);
            assertThat(answer.jsonPath().getString("status")).isIn("starting", "processing");
            var ended = Worker.await(id, "succeeded");
            assertThat(ended.getString("output")).isEqualTo("done");
            assertThat(ended.getString("logs")).isEqualTo("done\n");
            assertThat(ended.getJsonObject("metrics").getDouble("predict_time")).isPositive();
            assertThat(ended.getJsonObject("input")).isEqualTo(new JsonObject().put("prompt", "a lighthouse"));
            assertThat(worker.simulator.journal().entries("PUT", "/predictions/" + id)).hasSize(1);
        }

        @Test
        void shouldAnswerWithTheEnd_whenItIsAwaited() {
            var answer = api.call().header("Prefer", "wait=30").body(worker.request().encode()).post(Worker.PREDICTIONS);
            assertThat(answer.jsonPath().getString("status")).as(answer.asString()).isEqualTo("succeeded");
            assertThat(answer.header("Preference-Applied")).isEqualTo("wait=30");
        }

        @Test
        void shouldAnswerBeforeTheEnd_whenTheWaitIsOver() {
            worker.simulator.next(Scenario.UNTIL_CANCELED);
            var answer = api.call().header("Prefer", "wait=1").body(worker.request().encode()).post(Worker.PREDICTIONS);
            assertThat(answer.jsonPath().getString("status")).isIn("starting", "processing");
        }

        @Test
        void shouldMakeOne_whenTheRequestIsRepeated() {
            // given
            var key = UUID.randomUUID().toString();
            // when
            var first = api.call().header("Idempotency-Key", key).body(worker.request().encode()).post(Worker.PREDICTIONS);
            var second = api.call().header("Idempotency-Key", key).body(worker.request().encode()).post(Worker.PREDICTIONS);
            // then
            assertThat(second.jsonPath().getString("id")).isEqualTo(first.jsonPath().getString("id"));
            Worker.await(first.jsonPath().getString("id"), "succeeded");
            assertThat(worker.simulator.runs()).hasSize(1);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "{}|prompt|value_error.missing", "{'prompt':1}|prompt|value_error", "{'prompt':'a','steps':0}|steps|value_error",
                "{'prompt':'a','steps':101}|steps|value_error", "{'prompt':'a','steps':'20'}|steps|value_error",
                "{'prompt':null}|prompt|value_error"}, quoteCharacter = '~')
        void shouldRefuseInCogsShape_whenInputBreaksTheSignature(String input, String name, String type) {
            var answer = post(withInput(new JsonObject(input.replace('\'', '"'))));
            assertThatProblem(answer).is(ProblemType.PREDICTION_INPUT_INVALID).says(name);
            assertThat(answer.jsonPath().getList("detail.loc")).contains(List.of("body", "input", name));
            assertThat(answer.jsonPath().getList("detail.type")).contains(type);
        }

        @Test
        void shouldDropWhatTheSignatureDoesNotKnow() {
            var id = post(withInput(new JsonObject().put("prompt", "a").put("other", 1))).jsonPath().getString("id");
            assertThat(Worker.show(id).getJsonObject("input")).isEqualTo(new JsonObject().put("prompt", "a"));
        }

        @Test
        void shouldShowNoSecret_whenTheInputHasOne() {
            // when
            var id = post(withInput(new JsonObject().put("prompt", "a").put("token", "tell-nobody"))).jsonPath().getString("id");
            // then
            Worker.await(id, "succeeded");
            assertThat(Worker.show(id).getJsonObject("input").getString("token")).isEqualTo("**********");
            assertThat(worker.simulator.journal().entries("PUT", id).get(0).body()).contains("tell-nobody");
            assertThat(Database.select("SELECT p::text FROM prediction p WHERE id = ?", id).get(0)).doesNotContain("tell-nobody");
            assertThat(PredictionRows.column(id, "sealed_input")).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://169.254.169.254/latest", "file:///etc/passwd", "ftp://example.org/", "not a url",
                "http://user@example.org/"})
        void shouldRefuse_whenTheWebhookMayNotBeCalled(String webhook) {
            assertThatProblem(post(worker.request().put("webhook", webhook))).is(ProblemType.ADDRESS_REFUSED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{'model':1}", "{'model':'m','input':[]}", "{'model':'m','webhook':1}",
                "{'model':'m','webhook_events_filter':['done']}", "{'model':'m','webhook_events_filter':[]}"})
        void shouldRefuse_whenTheRequestMakesNoSense(String body) {
            assertThatProblem(post(new JsonObject(body.replace('\'', '"')))).is(ProblemType.VALIDATION_FAILED);
        }

        @Test
        void shouldNotFindTheModel_whenItIsAnotherTenants() {
            var stranger = Api.ofNewTenant("p" + UUID.randomUUID().toString().substring(0, 8));
            assertThatProblem(stranger.call().body(worker.request().encode()).post(Worker.PREDICTIONS)).is(ProblemType.NOT_FOUND);
        }
    }

    @Nested
    class Dispatching {

        @Test
        void shouldRunOneAfterTheOther_whenTheWorkerIsBusy() {
            var ids = List.of(worker.predict(), worker.predict(), worker.predict());
            ids.forEach(id -> Worker.await(id, "succeeded"));
            assertThat(worker.simulator.runs()).containsExactlyInAnyOrderElementsOf(ids);
        }

        @Test
        void shouldRunOnce_whenTheWorkersAnswersGetLost() {
            worker.simulator.faults().add(Fault.of(FaultKind.RESET).on("PUT", "/predictions/").afterEffect());
            var id = worker.predict(Scenario.ITERATOR);
            Worker.await(id, "succeeded");
            assertThat(worker.simulator.runs()).containsExactly(id);
        }

        @Test
        void shouldTryAgain_whenTheTunnelIsDownForAWhile() {
            worker.simulator.faults().add(Fault.of(FaultKind.ERROR_PAGE).withStatus(530).on("PUT", "/predictions/").times(2));
            Worker.await(worker.predict(), "succeeded");
        }

        @Test
        void shouldFail_whenTheWorkerStaysAway() {
            worker.simulator.faults().add(Fault.of(FaultKind.ERROR_PAGE).withStatus(530).on("PUT", "/predictions/").always());
            var failed = Worker.await(worker.predict(), "failed");
            assertThat(failed.getString("failure")).isEqualTo("backend_lost");
            assertThat(failed.getString("error")).contains("530");
        }

        @Test
        void shouldFail_whenTheWorkerRefusesTheInput() {
            worker.simulator.faults().add(Fault.of(FaultKind.ERROR_PAGE).withStatus(422).on("PUT", "/predictions/"));
            assertThat(Worker.await(worker.predict(), "failed").getString("failure")).isEqualTo("input_invalid");
        }
    }

    @Nested
    class Cancellation {

        @Test
        void shouldStopTheWorker_whenItRuns() {
            var id = worker.predict(Scenario.UNTIL_CANCELED);
            Worker.await(id, "processing");
            assertThat(api.call().post(Worker.PREDICTIONS + "/" + id + "/cancel").statusCode()).isEqualTo(202);
            Worker.await(id, "canceled");
        }

        @Test
        void shouldNeverRun_whenItStillWaitsForTheWorker() {
            // given
            worker.predict(Scenario.UNTIL_CANCELED);
            await().atMost(Worker.PATIENCE).until(() -> worker.simulator.runs().size() == 1);
            var waiting = worker.predict();
            // when
            api.call().post(Worker.PREDICTIONS + "/" + waiting + "/cancel").then().statusCode(202);
            // then
            Worker.await(waiting, "canceled");
            assertThat(worker.simulator.runs()).doesNotContain(waiting);
        }

        @Test
        void shouldRefuse_whenItHasEnded() {
            var id = worker.predict();
            Worker.await(id, "succeeded");
            assertThatProblem(api.call().post(Worker.PREDICTIONS + "/" + id + "/cancel")).is(ProblemType.PREDICTION_ENDED);
        }
    }

    @Nested
    class Reading {

        @Test
        void shouldNotFind_whenItIsAnotherTenants() {
            var id = worker.predict();
            var stranger = Api.ofNewTenant("r" + UUID.randomUUID().toString().substring(0, 8));
            assertThatProblem(stranger.call().get(Worker.PREDICTIONS + "/" + id)).is(ProblemType.NOT_FOUND);
            assertThatProblem(stranger.call().post(Worker.PREDICTIONS + "/" + id + "/cancel")).is(ProblemType.NOT_FOUND);
            assertThatProblem(stranger.call().get(Worker.PREDICTIONS + "/" + id + "/events")).is(ProblemType.NOT_FOUND);
            assertThat(stranger.call().get(Worker.PREDICTIONS).jsonPath().getList("data")).isEmpty();
        }

        @Test
        void shouldGivePageAfterPage_inTheOrderOfTheirMaking() {
            // given
            var ids = List.of(worker.predict(), worker.predict(), worker.predict());
            // when
            var first = api.call().get(Worker.PREDICTIONS + "?limit=2&model=" + worker.model).jsonPath();
            var second = api.call().get(Worker.PREDICTIONS + "?limit=2&model=" + worker.model + "&cursor=" + first.getString("next"))
                    .jsonPath();
            // then
            assertThat(first.getList("data.id")).isEqualTo(List.of(ids.get(2), ids.get(1)));
            assertThat(second.getList("data.id")).isEqualTo(List.of(ids.get(0)));
            assertThat(second.getMap("")).doesNotContainKey("next");
        }

        @ParameterizedTest
        @ValueSource(strings = {"limit=0", "limit=201", "status=done", "created_from=yesterday"})
        void shouldRefuse_whenAFilterMeansNothing(String query) {
            assertThatProblem(api.call().get(Worker.PREDICTIONS + "?" + query)).is(ProblemType.VALIDATION_FAILED);
        }

        @Test
        void shouldShowTheDeliveries_ofOnePrediction() {
            var id = worker.predict();
            Worker.await(id, "succeeded");
            var deliveries = api.call().get("/pc/client-api/webhook-deliveries?prediction=" + id).then().statusCode(200).extract()
                    .jsonPath();
            assertThat(deliveries.getList("data.verdict")).contains("applied");
            assertThat(new JsonObject(deliveries.getString("data[0].body")).getString("id")).isEqualTo(id);
            assertThat(deliveries.getString("data[0].headers.user-agent")).startsWith("cog-worker/");
        }
    }

    @Nested
    class AtTheBridge {

        private final AdapterSide kafka = AdapterSide.shared();
        private String model;

        @BeforeEach
        void bindAModel() {
            model = api.registered(SignatureMother.document("""
                    {"name":"prompt","type":"str","validation":{}},{"name":"image","type":"Path","validation":{}}""", "list[Path]")
                    .set("workflow",
                            SignatureMother
                                    .json("{\"alias\":\"image-to-image\",\"inputs\":{\"prompt\":\"6/text\",\"image\":\"10/image\"}}")));
        }

        private String predict() {
            return post(new JsonObject().put("model", model).put("input",
                    new JsonObject().put("prompt", "a").put("image", "https://example.org/files/in.png?x=1")))
                    .then().statusCode(201).extract().jsonPath().getString("id");
        }

        private void say(PredictionEvent event) {
            kafka.sendPrediction(event);
        }

        @Test
        void shouldGoOutAsACommand_whenTheModelIsBoundToAWorkflow() {
            var id = predict();
            await().atMost(Worker.PATIENCE).untilAsserted(() -> assertThat(kafka.records("prediction.commands.v1"))
                    .filteredOn(record -> record.startsWith(id)).singleElement().asString()
                    .contains("io.trestle.prediction.run.v1", "\"workflow\":\"image-to-image\"", "\"6/text\":\"a\"",
                            "\"input\":\"10/image\"",
                            "\"fileName\":\"in.png\""));
        }

        @Test
        void shouldFollowTheBridge_toItsEnd() {
            // given
            var id = predict();
            var file = new OutputFile("out.png", "https://example.org/out.png", "image/png", 3, "ab".repeat(32));
            // when
            say(new PredictionStarted(id, "local", PredictionRunner.COMFYUI, 1, "gpu-7", Instant.now()));
            say(new PredictionProgressed(id, "local", PredictionRunner.COMFYUI, 1, 50, "KSampler", Instant.now()));
            say(new PredictionOutputProduced(id, "local", PredictionRunner.COMFYUI, 1, 0, file, null, Instant.now()));
            // then
            await().atMost(Worker.PATIENCE).until(() -> Worker.show(id).getValue("output") != null);
            assertThat(Worker.show(id).getMap()).containsEntry("backend", "gpu-7").containsEntry("stage", "KSampler")
                    .containsEntry("percent", 50.0);
            // when
            say(new PredictionSucceeded(id, "local", PredictionRunner.COMFYUI, "gpu-7", null, false, List.of(file), false, null,
                    Instant.now()));
            // then
            var ended = Worker.await(id, "succeeded");
            assertThat(ended.getJsonArray("output")).isEqualTo(JsonArray.of("https://example.org/out.png"));
            assertThat(ended.getJsonArray("files")).hasSize(1);
        }

        @Test
        void shouldSayWhy_whenItFails() {
            var id = predict();
            say(new PredictionFailed(id, "local", PredictionRunner.COMFYUI, null, PredictionFailure.WORKFLOW_NOT_FOUND,
                    "There is no workflow image-to-image", List.of(), Instant.now()));
            assertThat(Worker.await(id, "failed").getMap()).containsAllEntriesOf(
                    Map.of("failure", "workflow_not_found", "error", "There is no workflow image-to-image"));
        }

        @Test
        void shouldAskTheBridge_whenCanceled() {
            var id = predict();
            api.call().post(Worker.PREDICTIONS + "/" + id + "/cancel").then().statusCode(202);
            await().atMost(Worker.PATIENCE).untilAsserted(() -> assertThat(kafka.records("prediction.commands.v1"))
                    .filteredOn(record -> record.startsWith(id)).last().asString().contains("io.trestle.prediction.cancel.v1"));
        }
    }
}
