package io.trestle.clientapi.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.rpc.RpcListener;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.cog.Scenario;
import io.vertx.core.json.JsonObject;

/** {@code run_prediction}, by a call with callbacks. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class RunPredictionTest {

    private Worker worker;
    private RpcListener listener;

    @BeforeEach
    void setUp() {
        worker = Worker.start();
        listener = RpcListener.connect(Api.local());
    }

    @AfterEach
    void tearDown() {
        worker.close();
    }

    private String started(JsonObject body) {
        return Api.local().call().body(body.encode()).post("/api/run_prediction/" + listener.id()).then().statusCode(200).extract()
                .path("request_uuid");
    }

    private List<String> told(String callback) {
        return listener.frames().stream().filter(frame -> frame.containsKey(callback)).map(frame -> frame.getValue(callback).toString())
                .toList();
    }

    @Test
    void shouldTellOfEachEventAndFinishWithThePrediction_whenItSucceeds() {
        worker.simulator.next(Scenario.ITERATOR);
        var finish = listener.finish(started(worker.request()));
        assertThat(finish.getString("status")).isEqualTo("succeeded");
        assertThat(finish.getJsonArray("output")).isNotEmpty();
        assertThat(told("output")).hasSameSizeAs(finish.getJsonArray("output"));
        assertThat(told("status")).anySatisfy(status -> assertThat(status).contains("processing"));
        assertThat(worker.simulator.runs()).containsOnlyOnce(finish.getString("id"));
    }

    @Test
    void shouldFinishWithTheModelsError_whenThePredictionFails() {
        worker.simulator.next(Scenario.FAILED);
        var error = listener.finish(started(worker.request())).getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("prediction-failed");
        assertThat(error.getString("status")).isEqualTo("failed");
        assertThat(error.getString("message")).isNotBlank();
    }

    @Test
    void shouldFinishWithAnError_whenTheInputBreaksTheSignature() {
        var body = worker.request().put("input", new JsonObject().put("prompt", "x").put("steps", 1_000));
        var error = listener.finish(started(body)).getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("prediction-input-invalid");
        assertThat(worker.simulator.runs()).isEmpty();
    }

    @Test
    void shouldCancelThePrediction_whenTheCallIsCancelled() {
        worker.simulator.next(Scenario.UNTIL_CANCELED);
        var request = started(worker.request());
        await().atMost(Worker.PATIENCE).until(() -> told("status").stream().anyMatch(status -> status.contains("processing")));
        Api.local().call().delete("/api/requests/" + request).then().statusCode(200);
        assertThat(listener.finish(request).getJsonObject("error").getString("code")).isEqualTo("cancelled");
        assertThat(worker.simulator.runs()).hasSize(1);
        assertThat(Worker.await(worker.simulator.runs().get(0), "canceled").getString("status")).isEqualTo("canceled");
    }
}
