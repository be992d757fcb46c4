package io.trestle.clientapi.prediction;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.cog.Generation;
import io.trestle.simulators.cog.Scenario;

/** Whatever a worker does (facts, a6), in both generations, with the retry timers of each: the right end, once, and nothing lost. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class ScenarioTest {

    private static final Set<Scenario> FAILING = Set.of(Scenario.FAILED, Scenario.DOUBLE_TERMINAL);
    private static final Set<Scenario> SILENT = Set.of(Scenario.RESTART, Scenario.UPLOAD_THEN_SILENT);

    @ParameterizedTest
    @EnumSource(Generation.class)
    void shouldEndRightly_whateverTheWorkerDoes(Generation generation) {
        try (var worker = Worker.start(generation, 50, Worker.signature().put("silence_limit", 5))) {
            for (var scenario : Scenario.values()) {
                var id = worker.predict(scenario);
                if (scenario == Scenario.UNTIL_CANCELED) {
                    Worker.await(id, "processing");
                    Api.local().call().post(Worker.PREDICTIONS + "/" + id + "/cancel").then().statusCode(202);
                }
                var expected = expected(scenario);
                assertThat(Worker.await(id, expected, "succeeded", "failed", "canceled").getString("status")).as(scenario.name())
                        .isEqualTo(expected);
                assertThat(worker.simulator.runs()).as(scenario.name()).containsOnlyOnce(id);
                assertThat(outcomes(id)).as(scenario.name()).isEqualTo(expected.equals("lost") ? 0 : 1);
                if (scenario == Scenario.UPLOAD_THEN_SILENT) {
                    assertUploadShown(id);
                }
            }
            assertEvents(worker);
        }
    }

    /** What was uploaded before the silence is the likely output, and can be read. */
    private static void assertUploadShown(String id) {
        var inferred = Worker.show(id).getJsonArray("inferred_output");
        assertThat(inferred).hasSize(1);
        assertThat(inferred.getString(0)).endsWith("late.png");
        given().redirects().follow(false).get(inferred.getString(0)).then().statusCode(200).contentType("image/png");
    }

    private static String expected(Scenario scenario) {
        if (scenario == Scenario.UNTIL_CANCELED) {
            return "canceled";
        }
        return FAILING.contains(scenario) ? "failed" : SILENT.contains(scenario) ? "lost" : "succeeded";
    }

    /** Each reaches the stream exactly once, and each is one record for Kafka. */
    private static int outcomes(String id) {
        return Integer.parseInt(
                Database.select("SELECT count(*) FROM prediction_event WHERE prediction_id = ? AND type = 'completed'", id).get(0));
    }

    private static void assertEvents(Worker worker) {
        await().atMost(Worker.PATIENCE).untilAsserted(() -> {
            var events = AdapterSide.shared().records("prediction.events.v1");
            for (var id : worker.simulator.runs()) {
                assertThat(events).filteredOn(event -> event.startsWith(id))
                        .filteredOn(event -> event.matches("(?s).*ce_type=io.trestle.prediction.(succeeded|failed|canceled).v1.*"))
                        .hasSize(outcomes(id));
            }
            assertThat(events).filteredOn(event -> worker.simulator.runs().stream().anyMatch(event::startsWith))
                    .filteredOn(event -> event.contains("outcome-conflicted")).hasSize(1);
        });
    }
}
