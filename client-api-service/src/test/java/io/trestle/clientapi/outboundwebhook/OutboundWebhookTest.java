package io.trestle.clientapi.outboundwebhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.prediction.PredictionRows;
import io.trestle.clientapi.workerwebhook.WebhookMother;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Webhooks to applications, verified by the reference library of Standard Webhooks. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class OutboundWebhookTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOG = "/pc/client-api/webhooks/deliveries";

    /** A request as the receiver got it. */
    private record Received(HttpHeaders headers, String body) {

        String id() {
            return headers.firstValue("webhook-id").orElseThrow();
        }

        String status() {
            return new JsonObject(body).getString("status");
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private Api api;
    private String id;

    @BeforeEach
    void listen() throws Exception {
        api = Api.ofNewTenant("o" + UUID.randomUUID().toString().substring(0, 8));
        var tenant = Database.select("SELECT tenant FROM api_key ORDER BY created_at DESC LIMIT 1").get(0);
        var server = vertx.createHttpServer().requestHandler(request -> request.body().onSuccess(body -> {
            var headers = request.headers().entries().stream()
                    .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
            received.add(new Received(HttpHeaders.of(headers, (name, value) -> true), body.toString()));
            request.response().setStatusCode(answers.isEmpty() ? 200 : answers.remove(0)).end();
        })).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
        id = PredictionRows.waiting(tenant);
        setWebhook(server, "completed");
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void setWebhook(HttpServer server, String events) {
        Database.update("UPDATE prediction SET webhook = ?, webhook_events = ? WHERE id = ?",
                "http://127.0.0.1:" + server.actualPort() + "/hook",
                events, id);
    }

    private void report(JsonObject webhook) {
        api.call().body(webhook.encode()).post("/pc/client-api/webhook/prediction").then().statusCode(200);
    }

    private String key() {
        return api.call().get("/pc/client-api/webhooks/secret").then().statusCode(200).extract().jsonPath().getString("key");
    }

    private void awaitState(String state) {
        await().atMost(PATIENCE)
                .until(() -> api.call().get(LOG + "?prediction=" + id).jsonPath().getList("data.state").equals(List.of(state)));
    }

    @Test
    void shouldBeVerified_byTheReferenceLibrary() throws Exception {
        // given
        report(WebhookMother.succeeded(id));
        await().atMost(PATIENCE).until(() -> received.size() == 1);
        // then
        var request = received.get(0);
        assertThat(request.status()).isEqualTo("succeeded");
        assertThatCode(() -> new Webhook(key()).verify(request.body(), request.headers())).doesNotThrowAnyException();
        assertThatCode(() -> new Webhook(key()).verify(request.body() + " ", request.headers()))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void shouldSignWithBoth_whileASecretIsReplaced() throws Exception {
        // given
        var before = key();
        var after = api.call().post("/pc/client-api/webhooks/secret/rotation").then().statusCode(200).extract().jsonPath();
        assertThat(after.getString("key")).isNotEqualTo(before);
        assertThat(after.getLong("previousValidFor")).isEqualTo(86_400);
        // when
        report(WebhookMother.succeeded(id));
        await().atMost(PATIENCE).until(() -> received.size() == 1);
        // then
        for (var key : List.of(before, after.getString("key"))) {
            assertThatCode(() -> new Webhook(key).verify(received.get(0).body(), received.get(0).headers())).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldTryAgainWithTheSameId_whenTheReceiverFails() {
        answers.addAll(List.of(500, 503));
        report(WebhookMother.succeeded(id));
        awaitState("DELIVERED");
        assertThat(received).hasSize(3).extracting(Received::id).containsOnly(received.get(0).id());
        var attempts = api.call().get(LOG + "/" + received.get(0).id()).then().statusCode(200).extract().jsonPath();
        assertThat(attempts.getList("attempts.status")).isEqualTo(List.of(500, 503, 200));
        assertThat(attempts.getString("attempts[0].error")).isEqualTo("The receiver answered 500");
    }

    @Test
    void shouldGiveUp_whenTheScheduleIsOver_andSendAgainWhenAsked() {
        // given
        answers.addAll(List.of(500, 500, 500, 500));
        report(WebhookMother.succeeded(id));
        awaitState("GIVEN_UP");
        assertThat(received).hasSize(4);
        // when
        api.call().post(LOG + "/" + received.get(0).id() + "/redelivery").then().statusCode(202);
        // then
        awaitState("DELIVERED");
        assertThat(received).hasSize(5);
    }

    @Test
    void shouldStopAtOnce_whenTheReceiverIsGone() {
        answers.add(410);
        report(WebhookMother.succeeded(id));
        awaitState("GIVEN_UP");
        assertThat(received).hasSize(1);
    }

    @Test
    void shouldNotFollow_whenTheReceiverRedirects() {
        answers.addAll(new ArrayList<>(List.of(302, 302, 302, 302)));
        report(WebhookMother.succeeded(id));
        awaitState("GIVEN_UP");
        assertThat(received).hasSize(4);
    }

    @Test
    void shouldNeverCallIt_whenTheAddressIsPrivateByNow() {
        Database.update("UPDATE prediction SET webhook = 'http://10.0.0.1/hook' WHERE id = ?", id);
        report(WebhookMother.succeeded(id));
        awaitState("GIVEN_UP");
    }

    @Test
    void shouldTellOnlyWhatWasAskedFor() {
        Database.update("UPDATE prediction SET webhook_events = 'start,output' WHERE id = ?", id);
        report(WebhookMother.processing(id).put("logs", "1"));
        await().atMost(PATIENCE).until(() -> received.size() == 1);
        report(WebhookMother.processing(id).put("logs", "12").put("output", JsonArray.of("one")));
        await().atMost(PATIENCE).until(() -> received.size() == 2);
        report(WebhookMother.succeeded(id));
        await().atMost(PATIENCE).until(() -> PredictionRows.state(id).equals("SUCCEEDED"));
        assertThat(api.call().get(LOG + "?prediction=" + id).jsonPath().getList("data.event")).containsExactlyInAnyOrder("start", "output");
    }

    @Test
    void shouldNotBeSeen_byAnotherTenant() {
        report(WebhookMother.succeeded(id));
        await().atMost(PATIENCE).until(() -> received.size() == 1);
        Api.local().call().get(LOG + "/" + received.get(0).id()).then().statusCode(404);
        Api.local().call().post(LOG + "/" + received.get(0).id() + "/redelivery").then().statusCode(404);
        assertThat(Api.local().call().get(LOG + "?prediction=" + id).jsonPath().getList("data")).isEmpty();
    }
}
