package io.trestle.simulators.cog;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/** Registers the worker's model at the client API, as the original client does. */
public final class CogRegistration {

    private static final String SIGNATURE = """
            {"name": "cog-simulator", "outputs": "list[str]", "inputs": [
              {"name": "prompt", "type": "str", "validation": {"description": "What to make"}},
              {"name": "steps", "type": "int", "validation": {"default": "20", "ge": "1", "le": "100"}}]}""";

    private CogRegistration() {
    }

    /**
     * @param clientApi address of the service, without a path
     * @return the model's id
     * @throws IOException it cannot be reached, or refuses
     */
    public static String register(String clientApi, @Nullable String apiKey) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(clientApi + "/pc/client-api/predict_signature/"))
                .header("Content-Type", "application/json").timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(SIGNATURE));
        if (apiKey != null) {
            request.header("X-API-KEY", apiKey);
        }
        var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 && answer.statusCode() != 202) {
            throw new IOException("The client API answered " + answer.statusCode());
        }
        return new JsonObject(answer.body()).getString("id");
    }
}
