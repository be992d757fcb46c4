package io.trestle.comfy.routing;

import static io.restassured.RestAssured.given;
import static io.trestle.comfy.Bridge.color;
import static io.trestle.comfy.Bridge.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.comfy.Bridge;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;

/** Several backends: where jobs go, and how backends come and go. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class RoutingTest {

    private static final Duration LOAD = Duration.ofSeconds(3);

    private Fleet fleet;

    @BeforeEach
    void start() {
        fleet = new Fleet();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static void patch(ComfySimulator simulator, boolean draining) {
        given().contentType("application/json").body(Map.of("draining", draining)).patch("/backends/" + Fleet.id(simulator)).then()
                .statusCode(200).body("draining", equalTo(draining));
    }

    @Test
    void shouldSpreadJobs_whenSeveralBackendsAreIdle() {
        fleet.add();
        fleet.add();

        var clients = IntStream.range(0, 4).mapToObj(n -> submitted("slow", "6/steps", 20, "6/seed", color())).toList();

        assertThat(clients.stream().map(Bridge::ended).map(job -> job.getString("backend")).distinct()).hasSize(2);
    }

    @Test
    void shouldWaitForTheBackendThatHasTheModel_whenLoadingItElsewhereTakesLonger() {
        var models = ComfySimulatorConfig.defaults().withModels(LOAD, 1, "small.safetensors", "large.safetensors");
        var warm = fleet.add(models);
        // learns what a cold and a warm run take
        Bridge.ended(submitted("model", "6/seed", color()));
        Bridge.ended(submitted("model", "6/seed", color()));
        fleet.add(models);

        var job = Bridge.ended(submitted("model", "6/seed", color()));

        assertThat(job.getString("backend")).isEqualTo(Fleet.id(warm));
        List<Map<String, Object>> considered = job.getList("decision.considered");
        assertThat(considered).extracting(one -> one.get("backend")).hasSize(2);
        assertThat(considered).extracting(one -> one.get("loadsModels")).containsExactly(false, true);
    }

    @Test
    void shouldOnlyUseBackendsThatHaveTheModel() {
        fleet.add();
        var able = fleet.add(ComfySimulatorConfig.defaults().withModels(Duration.ZERO, 1, "small.safetensors"));

        var jobs = IntStream.range(0, 3).mapToObj(n -> submitted("model", "6/seed", color())).toList();

        assertThat(jobs.stream().map(Bridge::ended).map(job -> job.getString("backend"))).containsOnly(Fleet.id(able));
    }

    @Test
    void shouldRefuseAtOnce_whenNoBackendHasTheModel() {
        fleet.add();

        Bridge.generate(Bridge.clientId(), "model", "4/ckpt_name", "unknown.safetensors").statusCode(400);
    }

    @Test
    void shouldTakeNoNewJobs_whenDraining() {
        var drained = fleet.add();
        var other = fleet.add();
        patch(drained, true);

        var jobs = IntStream.range(0, 4).mapToObj(n -> submitted("tiny", "1/color", color())).toList();

        assertThat(jobs.stream().map(Bridge::ended).map(job -> job.getString("backend"))).containsOnly(Fleet.id(other));
        patch(drained, false);
    }

    @Test
    void shouldLetJobsEnd_whenABackendIsRemoved() {
        var removed = fleet.add();
        var client = submitted("slow", "6/steps", 20, "6/seed", color());
        Bridge.awaitState(client, "RUNNING");

        given().delete("/backends/" + Fleet.id(removed)).then().statusCode(204);

        given().get("/backends/" + Fleet.id(removed)).then().statusCode(404);
        assertThat(Bridge.ended(client).getString("state")).isEqualTo("SUCCEEDED");
        await().atMost(Fleet.PATIENCE).until(() -> removed.openSockets() == 0);
    }

    @Test
    void shouldKeepJobsUntilABackendComes() {
        var client = submitted("tiny", "1/color", color());
        assertThat(Bridge.job(client).getInt("position")).isPositive();

        fleet.add();

        assertThat(Bridge.ended(client).getString("state")).isEqualTo("SUCCEEDED");
    }

    @Test
    void shouldPreferHigherPriority() {
        var low = given().contentType("application/json").body(Map.of("workflow", "tiny", "inputs", Map.of("1/color", color())))
                .post("/jobs").then().statusCode(201).extract().<String>path("id");
        var high = given().contentType("application/json")
                .body(Map.of("workflow", "tiny", "inputs", Map.of("1/color", color()), "priority", 50)).post("/jobs").then().statusCode(201)
                .body("position", equalTo(1)).extract().<String>path("id");

        fleet.add();

        await().atMost(Fleet.PATIENCE).until(() -> given().get("/jobs/" + low).path("state").equals("SUCCEEDED"));
        String first = given().get("/jobs/" + high).path("startedAt");
        String second = given().get("/jobs/" + low).path("startedAt");
        assertThat(Instant.parse(first)).isBefore(Instant.parse(second));
    }
}
