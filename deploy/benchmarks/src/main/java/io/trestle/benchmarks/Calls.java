package io.trestle.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;

/** HTTP calls of a client that measures, the same to whoever answers. */
final class Calls {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Fails where the answer is not a success. */
    CompletableFuture<Buffer> call(String method, URI base, String path, @Nullable Buffer body) {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(body.getBytes());
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).header("Content-Type", "application/json")
                .method(method, publisher).build();
        return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(answer -> {
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(path + " answers " + answer.statusCode() + ": " + Buffer.buffer(answer.body()));
            }
            return Buffer.buffer(answer.body());
        });
    }
}
