package io.trestle.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The client API as a model author's program calls it. */
final class Registrations {

    private static final String PATH = "/pc/client-api/predict_signature";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI clientApi;
    // A connection of a killed process must not be met again by the next request.
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5))
            .build();

    Registrations(URI clientApi) {
        this.clientApi = clientApi;
    }

    CompletableFuture<Answer> register(String idempotencyKey) {
        return http.sendAsync(request(PATH).header("Content-Type", "application/json").header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(seedSignature())).build(), BodyHandlers.ofString()).thenApply(Answer::of);
    }

    Answer post(String path, String contentType, HttpRequest.BodyPublisher body) {
        return send(request(path).header("Content-Type", contentType).POST(body));
    }

    Answer get(String id) {
        return send(request(PATH + "/" + id).GET());
    }

    Answer credential(String id) {
        return send(request(PATH + "/" + id + "/credential").POST(HttpRequest.BodyPublishers.noBody()));
    }

    int models() {
        return send(request("/pc/client-api/models").GET()).body().path("data").size();
    }

    /** The contract's sample, as the demo sends it. */
    static String seedSignature() {
        try (var resource = io.trestle.local.LocalStack.class.getResourceAsStream("signature.json")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(clientApi.resolve(path)).timeout(TIMEOUT);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            return Answer.of(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
