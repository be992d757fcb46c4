package io.trestle.comfy;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;

/** Simulated ComfyUI servers that the service under test knows while this is open. */
public final class Fleet implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<ComfySimulator> simulators = new ArrayList<>();

    public ComfySimulator add(ComfySimulatorConfig config) {
        var simulator = ComfySimulator.start(config);
        simulators.add(simulator);
        given().contentType("application/json").body(Map.of("url", simulator.baseUrl())).post("/backends").then().statusCode(201);
        awaitState(simulator, "READY");
        return simulator;
    }

    public ComfySimulator add() {
        return add(ComfySimulatorConfig.defaults());
    }

    public static String id(ComfySimulator simulator) {
        return "127.0.0.1-" + URI.create(simulator.baseUrl()).getPort();
    }

    public static String state(ComfySimulator simulator) {
        return given().get("/backends/" + id(simulator)).then().statusCode(200).extract().path("state");
    }

    public static void awaitState(ComfySimulator simulator, String state) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> state(simulator), equalTo(state));
    }

    /** Nothing is left for the next test. */
    private static void cancelAll() {
        openJobs().forEach(id -> given().post("/jobs/" + id + "/cancel").then().statusCode(200));
        await().atMost(PATIENCE).until(() -> openJobs().isEmpty());
    }

    private static List<String> openJobs() {
        List<Map<String, Object>> jobs = given().queryParam("limit", 500).get("/jobs").then().statusCode(200).extract().path("jobs");
        return jobs.stream().filter(job -> List.of("WAITING", "ASSIGNED", "RUNNING").contains(job.get("state")))
                .map(job -> (String) job.get("id")).toList();
    }

    @Override
    public void close() {
        cancelAll();
        simulators.forEach(simulator -> {
            given().delete("/backends/" + id(simulator)).then().statusCode(anyOf(equalTo(204), equalTo(404)));
        });
        simulators.forEach(ComfySimulator::close);
    }
}
