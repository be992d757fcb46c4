package io.trestle.e2e.upgrade;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * HTTP calls that are never repeated, each on a connection of its own, as behind a balancer that has taken a replica out: what comes back then is
 * what a user sees.
 */
final class Calls {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final AtomicInteger count = new AtomicInteger();

    Calls(int port) {
        base = "http://127.0.0.1:" + port;
    }

    JsonNode post(String path, String json, String... headers) throws IOException, InterruptedException {
        var request = request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = send(request);
        return answer.body().length == 0 ? JSON.nullNode() : JSON.readTree(answer.body());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path).GET()).body());
    }

    byte[] bytes(String path, String... headers) throws IOException, InterruptedException {
        var request = request(path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request).body();
    }

    HttpResponse<byte[]> put(String path, byte[] body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "image/png").PUT(BodyPublishers.ofByteArray(body)));
    }

    /** Requests so far. */
    int count() {
        return count.get();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(1)).header("Connection", "close");
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder built) throws IOException, InterruptedException {
        var request = built.build();
        count.incrementAndGet();
        var answer = HTTP.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() < 200 || answer.statusCode() > 299) {
            throw new AssertionError(request.method() + " " + request.uri().getPath() + " was answered with " + answer.statusCode() + ": "
                    + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return answer;
    }
}
