package io.trestle.comfy.jobapi;

import static io.restassured.RestAssured.given;
import static io.trestle.comfy.Bridge.color;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class JobApiTest {

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

    private static ValidatableResponse post(Map<String, Object> body) {
        return given().contentType("application/json").body(body).post("/jobs").then();
    }

    private static String posted(String workflow, Map<String, Object> inputs) {
        return post(Map.of("workflow", workflow, "inputs", inputs)).statusCode(201).header("Location", notNullValue()).extract().path("id");
    }

    private static void awaitState(String id, String state) {
        await().atMost(Fleet.PATIENCE).until(() -> given().get("/jobs/" + id).path("state"), equalTo(state));
    }

    @Nested
    class Post {

        @Test
        void shouldRunAndShowOutputs() {
            var id = posted("tiny", Map.of("1/color", color()));
            awaitState(id, "SUCCEEDED");

            given().get("/jobs/" + id).then().statusCode(200).body("percent", equalTo(100.0f)).body("attempt", equalTo(1))
                    .body("decision.backend", notNullValue()).body("outputs[0].contentType", equalTo("image/png"));
            given().get("/jobs/" + id + "/outputs/0").then().statusCode(200).contentType("image/png")
                    .header("ETag", startsWith("\""));
            given().get("/jobs/" + id + "/outputs/1").then().statusCode(404).contentType("application/problem+json");
            given().get("/jobs").then().statusCode(200).body("jobs.id", hasItem(id));
        }

        @Test
        void shouldBeTheSameJob_whenIdempotencyKeyIsTheSame() {
            var key = UUID.randomUUID().toString();
            var body = Map.<String, Object>of("workflow", "tiny", "inputs", Map.of("1/color", color()));
            var first = given().contentType("application/json").header("Idempotency-Key", key).body(body).post("/jobs").then()
                    .statusCode(201).extract().<String>path("id");

            given().contentType("application/json").header("Idempotency-Key", key).body(body).post("/jobs").then().statusCode(201)
                    .body("id", equalTo(first));
            given().contentType("application/json").header("Idempotency-Key", key)
                    .body(Map.of("workflow", "tiny", "inputs", Map.of("1/color", color()))).post("/jobs").then().statusCode(422)
                    .body("type", org.hamcrest.Matchers.endsWith("idempotency-conflict"));
        }

        @Test
        void shouldAnswerProblems_whenItCannotRun() {
            post(Map.of("workflow", "nothing")).statusCode(404).body("type", org.hamcrest.Matchers.endsWith("workflow-not-found"));
            post(Map.of("workflow", "tiny", "inputs", Map.of("1/color", "red"))).statusCode(422);
            post(Map.of("inputs", Map.of())).statusCode(422);
        }

        @Test
        void shouldFail_whenTheDeadlineComesFirst() {
            var id = post(Map.of("workflow", "slow", "inputs", Map.of("6/steps", 10000, "6/seed", color()), "deadline",
                    Instant.now().plusSeconds(2).toString())).statusCode(201).extract().<String>path("id");

            awaitState(id, "FAILED");
            given().get("/jobs/" + id).then().body("failure.reason", equalTo("DEADLINE_EXCEEDED"));
        }
    }

    @Nested
    class Cancel {

        @Test
        void shouldEndARunningJob_andChangeNothingAfterItsEnd() {
            var id = posted("slow", Map.of("6/steps", 10000, "6/seed", color()));
            awaitState(id, "RUNNING");

            given().post("/jobs/" + id + "/cancel").then().statusCode(200);

            awaitState(id, "CANCELED");
            given().post("/jobs/" + id + "/cancel").then().statusCode(200).body("state", equalTo("CANCELED"));
            given().post("/jobs/unknown/cancel").then().statusCode(404);
        }
    }
}
