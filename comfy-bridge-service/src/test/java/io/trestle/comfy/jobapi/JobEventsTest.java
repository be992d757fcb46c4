package io.trestle.comfy.jobapi;

import static io.restassured.RestAssured.given;
import static io.trestle.comfy.Bridge.color;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.EventReader;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;

/** {@code GET /jobs/{id}/events}: every change once, in order, however often the reader comes back. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class JobEventsTest {

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

    private static String posted(int steps) {
        return given().contentType("application/json")
                .body(Map.of("workflow", "slow", "inputs", Map.of("6/steps", steps, "6/seed", color()))).post("/jobs").then()
                .statusCode(201).extract().path("id");
    }

    private static EventReader reader(String id, String last) {
        return EventReader.open("http://127.0.0.1:" + RestAssured.port, id, last);
    }

    private static void cancel(String id) {
        given().post("/jobs/" + id + "/cancel").then().statusCode(200);
    }

    @Test
    void shouldTellEveryChangeAndShowPreviews() {
        var id = posted(10_000);
        try (var reader = reader(id, "").awaitNamed("preview")) {
            await().atMost(Fleet.PATIENCE).until(() -> reader.numbers().size() > 5);
            cancel(id);
            reader.awaitOver();

            assertThat(reader.numbers()).isEqualTo(IntStream.rangeClosed(1, reader.numbers().size()).boxed().toList());
            assertThat(reader.named("state")).extracting(event -> event.data().getString("state")).startsWith("WAITING", "RUNNING");
            assertThat(reader.named("end")).singleElement()
                    .satisfies(end -> assertThat(end.data().getString("state")).isEqualTo("CANCELED"));
            assertThat(reader.named("preview").get(0).data().getString("mediaType")).isEqualTo("image/jpeg");
        }
    }

    @Test
    void shouldGoOnWhereTheReaderStopped() {
        var id = posted(10_000);
        var first = reader(id, "");
        await().atMost(Fleet.PATIENCE).until(() -> first.numbers().size() > 3);
        var heard = first.numbers();
        first.close();

        try (var second = reader(id, String.valueOf(heard.get(2)))) {
            await().atMost(Fleet.PATIENCE).until(() -> second.numbers().size() > 3);
            cancel(id);
            second.awaitOver();

            assertThat(second.numbers()).isEqualTo(IntStream.range(0, second.numbers().size()).map(n -> n + 4).boxed().toList());
        }
    }

    @Test
    void shouldTellTheWholeStory_whenTheReaderComesAfterTheEnd() {
        var id = posted(3);
        await().atMost(Fleet.PATIENCE).until(() -> given().get("/jobs/" + id).path("state").equals("SUCCEEDED"));

        var all = reader(id, "").awaitOver();
        var nothing = reader(id, String.valueOf(all.numbers().size())).awaitOver();

        assertThat(all.numbers()).startsWith(1, 2, 3);
        assertThat(all.named("end")).singleElement().satisfies(end -> assertThat(end.data().getString("state")).isEqualTo("SUCCEEDED"));
        assertThat(nothing.numbers()).isEmpty();
    }

    @Test
    void shouldAnswer404_whenTheJobIsUnknown() {
        given().accept("text/event-stream").get("/jobs/unknown/events").then().statusCode(404);
    }
}
