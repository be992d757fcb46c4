package io.trestle.comfy.job;

import static io.restassured.RestAssured.given;
import static io.trestle.comfy.Bridge.clientId;
import static io.trestle.comfy.Bridge.color;
import static io.trestle.comfy.Bridge.generate;
import static io.trestle.comfy.Bridge.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trestle.comfy.Bridge;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;

/** How many jobs may wait, how long they are kept, and when one stands for another. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class JobLimitsTest {

    @Inject
    JobRetention retention;

    private Fleet fleet;

    @BeforeEach
    void start() {
        fleet = new Fleet();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static ValidatableResponse post(Map<String, Object> body) {
        return given().contentType("application/json").body(body).post("/jobs").then();
    }

    private static String reusing(int color) {
        return post(Map.of("workflow", "tiny", "inputs", Map.of("1/color", color), "reuse", true)).statusCode(201).extract().path("id");
    }

    @Nested
    class Full {

        @Test
        void shouldAnswer503AndSayWhenToComeBack() {
            var clients = IntStream.range(0, BridgeTestResource.QUEUE_LIMIT).mapToObj(n -> submitted("tiny", "1/color", color())).toList();

            generate(clientId(), "tiny", "1/color", color()).statusCode(503).header("Retry-After", equalTo("10"));
            post(Map.of("workflow", "tiny", "inputs", Map.of("1/color", color()))).statusCode(503).header("Retry-After", equalTo("10"))
                    .body("type", endsWith("queue-full"));

            given().queryParam("clientId", clients.get(0)).post("/interrupt").then().statusCode(200);
            generate(clientId(), "tiny", "1/color", color()).statusCode(200);
        }
    }

    @Nested
    class Retention {

        @Test
        void shouldForgetWhatEndedLongAgo_andNothingElse() {
            var waiting = submitted("tiny", "1/color", color());
            var ended = submitted("tiny", "1/color", color());
            given().queryParam("clientId", ended).post("/interrupt").then().statusCode(200);
            var endedId = Bridge.job(ended).getString("id");

            assertThat(retention.forget(Duration.ofHours(1)).await().atMost(Fleet.PATIENCE)).isZero();
            given().get("/jobs/" + endedId).then().statusCode(200);

            assertThat(retention.forget(Duration.ZERO).await().atMost(Fleet.PATIENCE)).isPositive();
            given().get("/jobs/" + endedId).then().statusCode(404);
            given().get("/jobs/" + endedId + "/events").then().statusCode(404);
            assertThat(Bridge.state(waiting)).isEqualTo("WAITING");
        }
    }

    @Nested
    class Reuse {

        @Test
        void shouldRunOnce_whenIdenticalJobsComeTogether() {
            var color = color();
            var ids = IntStream.range(0, 5).mapToObj(n -> reusing(color)).toList();
            var comfy = fleet.add();

            ids.forEach(id -> org.awaitility.Awaitility.await().atMost(Fleet.PATIENCE)
                    .until(() -> given().get("/jobs/" + id).path("state").equals("SUCCEEDED")));
            var later = reusing(color);

            given().get("/jobs/" + ids.get(0)).then().body("reused", equalTo(false));
            for (var id : java.util.stream.Stream.concat(ids.stream().skip(1), java.util.stream.Stream.of(later)).toList()) {
                given().get("/jobs/" + id).then().body("state", equalTo("SUCCEEDED")).body("reused", equalTo(true));
                given().get("/jobs/" + id + "/outputs/0").then().statusCode(200).contentType("image/png");
            }
            assertThat(comfy.journal().entries("POST", "^/prompt$")).hasSize(1);
        }

        @Test
        void shouldRunByItself_whenTheOneItWaitsForIsCanceled() {
            var color = color();
            var first = reusing(color);
            var second = reusing(color);

            given().post("/jobs/" + first + "/cancel").then().statusCode(200);
            fleet.add();

            org.awaitility.Awaitility.await().atMost(Fleet.PATIENCE)
                    .until(() -> given().get("/jobs/" + second).path("state").equals("SUCCEEDED"));
            given().get("/jobs/" + second).then().body("reused", equalTo(false));
            given().get("/jobs/" + first).then().body("state", equalTo("CANCELED"));
        }

        @Test
        void shouldNotReuse_whenNobodyAsks() {
            var comfy = fleet.add();
            var color = color();
            Bridge.ended(submitted("tiny", "1/color", color));
            Bridge.ended(submitted("tiny", "1/color", color));

            assertThat(comfy.journal().entries("POST", "^/prompt$")).hasSize(2);
        }
    }
}
