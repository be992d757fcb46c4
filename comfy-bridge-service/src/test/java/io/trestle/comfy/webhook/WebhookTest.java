package io.trestle.comfy.webhook;

import static io.restassured.RestAssured.given;
import static io.trestle.comfy.Bridge.color;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.vertx.core.json.JsonObject;

/** The end of a job, told to the address that its caller gave. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class WebhookTest {

    private record Call(Headers headers, String body) {
    }

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile int refusals;
    private HttpServer receiver;
    private Fleet fleet;

    @BeforeEach
    void start() throws IOException {
        fleet = new Fleet();
        fleet.add();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/ended", exchange -> {
            calls.add(new Call(exchange.getRequestHeaders(), new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            exchange.sendResponseHeaders(calls.size() <= refusals ? 500 : 204, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        fleet.close();
        receiver.stop(0);
    }

    private String posted(Map<String, Object> inputs, String workflow) {
        var webhook = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/ended";
        return given().contentType("application/json").body(Map.of("workflow", workflow, "inputs", inputs, "webhook", webhook))
                .post("/jobs").then().statusCode(201).extract().path("id");
    }

    private JsonObject data(int call) {
        return new JsonObject(calls.get(call).body).getJsonObject("data");
    }

    @Test
    void shouldTellTheEndOnceAndSigned() throws Exception {
        var id = posted(Map.of("1/color", color()), "tiny");
        await().atMost(Fleet.PATIENCE).until(() -> !calls.isEmpty());

        assertThat(data(0).getString("id")).isEqualTo(id);
        assertThat(data(0).getString("state")).isEqualTo("SUCCEEDED");
        assertThat(data(0).getJsonArray("outputs").getJsonObject(0).getString("url")).endsWith("/jobs/" + id + "/outputs/0");
        var headers = calls.get(0).headers;
        String secret = given().get("/webhook-secret").then().statusCode(200).body("secret", startsWith("whsec_")).extract().path("secret");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        var signed = headers.getFirst("webhook-id") + "." + headers.getFirst("webhook-timestamp") + "." + calls.get(0).body;
        assertThat(headers.getFirst("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8))));
        assertThat(calls).hasSize(1);
    }

    @Test
    void shouldRepeatUnderTheSameId_whenTheReceiverFails() {
        refusals = 2;
        var id = posted(Map.of("1/color", color(), "2/mode", "raise"), "steps");
        await().atMost(Fleet.PATIENCE).until(() -> calls.size() == 3);

        assertThat(calls).extracting(call -> call.headers.getFirst("webhook-id")).containsOnly(id);
        assertThat(data(2).getString("state")).isEqualTo("FAILED");
        assertThat(data(2).getJsonObject("failure").getString("reason")).isEqualTo("EXECUTION_FAILED");
    }

    @Test
    void shouldTellOfACanceledJob() {
        var id = posted(Map.of("6/steps", 10_000, "6/seed", color()), "slow");

        given().post("/jobs/" + id + "/cancel").then().statusCode(200);

        await().atMost(Fleet.PATIENCE).until(() -> !calls.isEmpty());
        assertThat(data(0).getString("state")).isEqualTo("CANCELED");
    }

    @Test
    void shouldRefuseAnAddressThatIsNone() {
        given().contentType("application/json").body(Map.of("workflow", "tiny", "webhook", "ftp://user@host/")).post("/jobs").then()
                .statusCode(422);
    }
}
