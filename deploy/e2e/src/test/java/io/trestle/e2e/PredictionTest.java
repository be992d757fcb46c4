package io.trestle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** A prediction from the request to the picture, by a worker behind its tunnel and by ComfyUI behind the bridge and Kafka. */
class PredictionTest {

    private static final String API = "/pc/client-api/";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String AT_A_WORKER = """
            {"inputs":[{"name":"prompt","type":"str","validation":{"description":"what to make"}}],"outputs":"str"}""";
    private static final String AT_COMFYUI = """
            {"inputs":[{"name":"prompt","type":"str","validation":{"description":"what to make"}}],"outputs":"list[Path]",
             "workflow":{"alias":"text-to-image","inputs":{"prompt":"6/text"}}}""";

    private final URI clientApi = Suite.running().url(Suite.CLIENT_API);
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private WebhookReceiver receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = new WebhookReceiver();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        var answer = Answer.of(http.send(HttpRequest.newBuilder(clientApi.resolve(API + path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()));
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 299);
        return answer.body();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return Answer.of(http.send(HttpRequest.newBuilder(clientApi.resolve(API + path)).build(), BodyHandlers.ofString())).body();
    }

    /** The names of the stream's events; it ends by itself. */
    private List<String> streamed(String id) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(clientApi.resolve(API + "predictions/" + id + "/events")).timeout(PATIENCE).build(),
                BodyHandlers.ofLines()).body().filter(line -> line.startsWith("event:")).map(line -> line.substring(6).strip()).toList();
    }

    private JsonNode ended(String signature) throws Exception {
        var model = post("predict_signature", signature).path("id").asText();
        var id = post("predictions", "{\"model\":\"" + model + "\",\"input\":{\"prompt\":\"a lighthouse\"},\"webhook\":\"" + receiver.url()
                + "\",\"webhook_events_filter\":[\"completed\"]}").path("id").asText();

        assertThat(streamed(id)).startsWith("status").endsWith("completed").containsOnlyOnce("completed");

        var prediction = get("predictions/" + id);
        assertThat(prediction.path("status").asText()).as(prediction.toString()).isEqualTo("succeeded");
        await().atMost(PATIENCE).until(() -> !receiver.of(id, "succeeded").isEmpty());
        var secret = get("webhooks/secret").findValue("key").asText();
        assertThat(receiver.of(id, "succeeded").get(0).isSignedWith(secret)).isTrue();
        return prediction;
    }

    @Test
    void shouldRunAtTheWorker_whenTheModelHasATunnel() throws Exception {
        var prediction = ended(AT_A_WORKER);

        assertThat(prediction.path("runner").asText()).isEqualTo("worker");
        assertThat(prediction.path("output").asText()).isNotEmpty();
    }

    @Test
    void shouldRunAtComfyUi_whenTheModelIsAWorkflow() throws Exception {
        var prediction = ended(AT_COMFYUI);

        assertThat(prediction.path("runner").asText()).isEqualTo("comfyui");
        var picture = prediction.at("/output/0").isTextual()
                ? prediction.at("/output/0").asText()
                : prediction.at("/output/0/url").asText();
        var file = http.send(HttpRequest.newBuilder(URI.create(picture)).build(), BodyHandlers.ofByteArray());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).startsWith(0x89, 'P', 'N', 'G');
    }
}
