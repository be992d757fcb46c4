package io.trestle.simulators.cog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** The worker as its callers and receivers see it (facts, a1 and a2). */
class CogSimulatorTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> webhooks = new LinkedBlockingQueue<>();
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private String receiver;

    @BeforeEach
    void listen() throws Exception {
        receiver = "http://127.0.0.1:" + vertx.createHttpServer().requestHandler(request -> {
            requests.add(request);
            request.body().onSuccess(body -> {
                webhooks.add(body.toString());
                request.response().setStatusCode(answers.isEmpty() ? 200 : answers.remove(0)).end();
            });
        }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS).actualPort();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private CogSimulator worker(Generation generation) {
        return CogSimulator.start(CogSimulatorConfig.defaults().withGeneration(generation).withSpeed(100).withApiKey("synthetic-key"));
    }

    private HttpResponse<String> put(CogSimulator worker, String id, JsonObject body, String prefer) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(worker.baseUrl() + "/predictions/" + id)).header("Prefer", prefer)
                .PUT(HttpRequest.BodyPublishers.ofString(body.encode())).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonObject request(String id) {
        return new JsonObject().put("id", id).put("created_at", "2026-03-02T09:30:00Z").put("input", new JsonObject().put("prompt", "a"))
                .put("webhook", receiver);
    }

    private JsonObject next() throws InterruptedException {
        var webhook = webhooks.poll(30, TimeUnit.SECONDS);
        assertThat(webhook).isNotNull();
        return new JsonObject(webhook);
    }

    private JsonObject terminal() throws InterruptedException {
        var webhook = next();
        while (webhook.getString("status").equals("processing")) {
            webhook = next();
        }
        return webhook;
    }

    @Nested
    class Reports {

        @Test
        void shouldReportInputAndTimes_whenPython() throws Exception {
            try (var worker = worker(Generation.PYTHON)) {
                assertThat(put(worker, "p1", request("p1"), "respond-async").statusCode()).isEqualTo(202);
                assertThat(next().getMap()).containsEntry("status", "processing").containsKeys("input", "created_at", "started_at");
                assertThat(terminal().getMap()).containsEntry("status", "succeeded").containsKeys("completed_at", "metrics");
                assertThat(requests.get(0).getHeader("X-API-KEY")).isEqualTo("synthetic-key");
            }
        }

        @Test
        void shouldReportNeither_whenCoglet() throws Exception {
            try (var worker = worker(Generation.COGLET)) {
                put(worker, "p1", request("p1"), "respond-async");
                assertThat(terminal().getMap()).containsKeys("metrics", "logs").doesNotContainKeys("input", "created_at", "completed_at");
                assertThat(requests.get(0).getHeader("Authorization")).isEqualTo("Bearer synthetic-key");
            }
        }

        @Test
        void shouldRepeatOnlyTheTerminalOne_whenTheReceiverFails() throws Exception {
            answers.addAll(List.of(503, 503, 503));
            try (var worker = worker(Generation.PYTHON)) {
                worker.next(Scenario.FAILED);
                put(worker, "p1", request("p1"), "respond-async");
                assertThat(next().getString("status")).isEqualTo("processing");
                assertThat(List.of(next().getString("status"), next().getString("status"), next().getString("status")))
                        .containsOnly("failed");
            }
        }
    }

    @Nested
    class Timers {

        @Test
        void shouldBeThoseOfTheGeneration() {
            assertThat(Generation.PYTHON.terminalRetries()).hasSize(12).startsWith(Duration.ZERO, Duration.ofMillis(200));
            assertThat(Generation.PYTHON.terminalRetries().stream().reduce(Duration.ZERO, Duration::plus))
                    .isEqualTo(Duration.ofMillis(324_600));
            assertThat(Generation.COGLET.terminalRetries().stream().reduce(Duration.ZERO, Duration::plus))
                    .isEqualTo(Duration.ofMillis(409_400));
        }
    }

    @Nested
    class Calls {

        @Test
        void shouldBeBusyForOthers_andGiveTheStateOfTheSame() throws Exception {
            try (var worker = worker(Generation.PYTHON)) {
                worker.next(Scenario.UNTIL_CANCELED);
                put(worker, "p1", request("p1"), "respond-async");
                assertThat(put(worker, "p1", request("p1"), "respond-async").statusCode()).isEqualTo(202);
                assertThat(put(worker, "p2", request("p2"), "respond-async").statusCode()).isEqualTo(409);
                assertThat(worker.runs()).containsExactly("p1");
            }
        }

        @Test
        void shouldRefuse_whenTheIdsDiffer() throws Exception {
            try (var worker = worker(Generation.PYTHON)) {
                assertThat(put(worker, "p1", request("p2"), "respond-async").statusCode()).isEqualTo(422);
            }
        }

        @Test
        void shouldAnswerWithTheResult_whenTheHeaderIsNotExactlyTheOne() throws Exception {
            try (var worker = worker(Generation.PYTHON)) {
                var answer = put(worker, "p1", request("p1"), "respond-async, wait=5");
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(new JsonObject(answer.body()).getString("output")).startsWith("data:");
                assertThat(next().getString("output")).startsWith("/tmp/");
            }
        }

        @Test
        void shouldTakeItsScenario_fromTheControlSurface() throws Exception {
            try (var worker = worker(Generation.PYTHON)) {
                http.send(HttpRequest.newBuilder(URI.create(worker.baseUrl() + "/__sim/scenario"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"scenario\":\"FAILED\"}")).build(),
                        HttpResponse.BodyHandlers.discarding());
                put(worker, "p1", request("p1"), "respond-async");
                assertThat(terminal().getString("status")).isEqualTo("failed");
            }
        }
    }
}
