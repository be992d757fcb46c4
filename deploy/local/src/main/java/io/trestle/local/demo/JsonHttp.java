package io.trestle.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.local.supervision.StackFailure;

/** The few JSON requests of the demo job. */
final class JsonHttp {
    static final ObjectMapper JSON = new ObjectMapper();
    /** Longer than a registration may take (30 s) before it is answered with 202. */
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param body a null node when there was none or it was no JSON */
    record Answer(int status, JsonNode body, String location) {
    }

    Answer post(URI address, String json) {
        return send(HttpRequest.newBuilder(address).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer get(URI address, String bearer) {
        var request = HttpRequest.newBuilder(address).GET();
        return send(bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer));
    }

    private Answer send(HttpRequest.Builder builder) {
        var request = builder.timeout(TIMEOUT).header("Accept", "application/json").build();
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), parse(response.body()), response.headers().firstValue("Location").orElse(""));
        } catch (IOException e) {
            throw new StackFailure(request.method() + " " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackFailure("interrupted", e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body.isEmpty() ? "null" : body);
        } catch (JsonProcessingException e) {
            return JSON.nullNode();
        }
    }
}
