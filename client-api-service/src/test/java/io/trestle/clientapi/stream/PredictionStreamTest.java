package io.trestle.clientapi.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.prediction.PredictionRows;
import io.trestle.clientapi.prediction.Worker;
import io.trestle.clientapi.workerwebhook.WebhookMother;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code GET /pc/client-api/predictions/{id}/events}. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class PredictionStreamTest {

    private static final int READERS = 1_000;
    private static final Pattern EVENT = Pattern.compile("id: (\\d+)\nevent: (\\w+)\ndata: (.*)\n\n");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(2 * READERS));
    private final String id = PredictionRows.waiting("local");

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One reader. */
    private final class Stream {

        final List<String> types = Collections.synchronizedList(new ArrayList<>());
        final List<Integer> ids = Collections.synchronizedList(new ArrayList<>());
        final List<String> data = Collections.synchronizedList(new ArrayList<>());
        private final StringBuilder received = new StringBuilder();
        volatile int status;
        volatile boolean ended;

        Stream open(String lastEventId) {
            var options = new RequestOptions().setMethod(HttpMethod.GET).setHost("127.0.0.1").setPort(RestAssured.port)
                    .setURI("/pc/client-api/predictions/" + id + "/events").putHeader("X-API-KEY", ServiceUnderTest.LOCAL_KEY);
            if (lastEventId != null) {
                options.putHeader("Last-Event-ID", lastEventId);
            }
            http.request(options).compose(request -> request.send()).onSuccess(response -> {
                status = response.statusCode();
                response.handler(chunk -> take(chunk.toString()));
                response.endHandler(end -> ended = true);
            });
            return this;
        }

        private void take(String text) {
            received.append(text);
            var matcher = EVENT.matcher(received);
            var end = 0;
            while (matcher.find()) {
                ids.add(Integer.valueOf(matcher.group(1)));
                types.add(matcher.group(2));
                data.add(matcher.group(3));
                end = matcher.end();
            }
            received.delete(0, end);
        }

        Stream opened() {
            await().atMost(Duration.ofSeconds(60)).until(() -> status != 0);
            return this;
        }

        Stream atEnd() {
            await().atMost(Duration.ofSeconds(60)).until(() -> ended);
            return this;
        }
    }

    private void send(JsonObject webhook) {
        Api.local().call().body(webhook.encode()).post("/pc/client-api/webhook/prediction").then().statusCode(200);
    }

    private void runToItsEnd() {
        send(WebhookMother.processing(id).put("output", JsonArray.of("one")).put("logs", "1"));
        send(WebhookMother.processing(id).put("output", JsonArray.of("one", "two")).put("logs", "12"));
        send(WebhookMother.succeeded(id).put("output", JsonArray.of("one", "two", "three")).put("logs", "123"));
    }

    @Test
    void shouldGetEverythingInOrder_whenItReadsFromTheBeginning() {
        // given
        var stream = new Stream().open(null).opened();
        // when
        runToItsEnd();
        // then
        stream.atEnd();
        assertThat(stream.types).containsExactly("status", "output", "logs", "output", "logs", "logs", "completed");
        assertThat(stream.ids).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(new JsonObject(stream.data.get(3))).isEqualTo(new JsonObject().put("index", 1).put("value", "two"));
        assertThat(new JsonObject(stream.data.get(6)).getJsonArray("output")).hasSize(3);
    }

    @Test
    void shouldGetWhatItMissed_whenItJoinsLateOrResumes() {
        runToItsEnd();
        assertThat(new Stream().open(null).atEnd().ids).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(new Stream().open("5").atEnd().ids).containsExactly(6, 7);
    }

    @Test
    void shouldAnswer204_whenThereIsNothingMore() {
        runToItsEnd();
        assertThat(new Stream().open("7").opened().status).isEqualTo(204);
    }

    @Test
    void shouldRefuse_whenTheIdIsNoNumber() {
        Api.local().call().header("Last-Event-ID", "abc").get(Worker.PREDICTIONS + "/" + id + "/events").then().statusCode(400);
    }

    @Test
    void shouldSayThatItIsGone_whenTheWorkerIsSilent() {
        Database.update(
                "UPDATE prediction SET sent_at = now(), silence_seconds = 1, heard_at = now() - interval '1 hour' WHERE id = ?", id);
        var stream = new Stream().open(null).opened();
        await().atMost(Duration.ofSeconds(60)).until(() -> stream.types.contains("lost"));
        send(WebhookMother.succeeded(id));
        assertThat(stream.atEnd().types).containsExactly("lost", "completed");
    }

    @Test
    void shouldServeAThousandReaders_whenTheyReadOnePrediction() {
        // given
        var streams = new ArrayList<Stream>();
        for (var i = 0; i < READERS; i++) {
            streams.add(new Stream().open(null));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> streams.stream().allMatch(stream -> stream.status == 200));
        // when
        runToItsEnd();
        // then
        await().atMost(Duration.ofSeconds(60)).until(() -> streams.stream().allMatch(stream -> stream.ended));
        assertThat(streams).allSatisfy(stream -> assertThat(stream.ids).containsExactly(1, 2, 3, 4, 5, 6, 7));
    }
}
