package io.trestle.comfy;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

/** A client of the service under test. */
public final class Bridge {

    private static final AtomicInteger COLOR = new AtomicInteger((int) (System.nanoTime() & 0xFFFFF));

    private Bridge() {
    }

    public static String clientId() {
        return UUID.randomUUID().toString();
    }

    /** Never the same twice, so that nothing is cached. */
    public static int color() {
        return COLOR.incrementAndGet();
    }

    public static ValidatableResponse generate(String clientId, String workflow, Object... inputs) {
        var body = new HashMap<String, Object>();
        body.put("workflow", workflow);
        for (var i = 0; i < inputs.length; i += 2) {
            body.put((String) inputs[i], inputs[i + 1]);
        }
        return given().contentType("application/json").body(body).queryParam("clientId", clientId).post("/generate-based-workflow").then();
    }

    /** Queues a job and returns its client id. */
    public static String submitted(String workflow, Object... inputs) {
        var clientId = clientId();
        generate(clientId, workflow, inputs).statusCode(200);
        return clientId;
    }

    /** The job of a client id over the job API. */
    public static JsonPath job(String clientId) {
        List<Map<String, Object>> jobs = given().queryParam("limit", 500).get("/jobs").then().statusCode(200).extract().path("jobs");
        var id = jobs.stream().filter(job -> clientId.equals(job.get("clientId"))).findFirst().orElseThrow().get("id");
        return given().get("/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }

    public static String state(String clientId) {
        return job(clientId).getString("state");
    }

    /** Waits for the job's end. */
    public static JsonPath ended(String clientId) {
        await().atMost(Fleet.PATIENCE).pollInterval(Duration.ofMillis(30))
                .until(() -> List.of("SUCCEEDED", "FAILED", "CANCELED").contains(state(clientId)));
        return job(clientId);
    }

    public static void awaitState(String clientId, String state) {
        await().atMost(Fleet.PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> state(clientId).equals(state));
    }
}
