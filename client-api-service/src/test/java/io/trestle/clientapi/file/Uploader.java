package io.trestle.clientapi.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.trestle.clientapi.ServiceUnderTest;

/** A worker that uploads, and whoever reads what it uploaded. */
record Uploader(String key) {

    static final String ROOT = "/pc/client-api/upload/";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Uploader local() {
        return new Uploader(ServiceUnderTest.LOCAL_KEY);
    }

    /** An answer; a problem reads the same way. */
    record Answer(HttpResponse<byte[]> response) {

        int status() {
            return response.statusCode();
        }

        URI location() {
            return URI.create(header("Location"));
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        byte[] body() {
            return response.body();
        }

        JsonPath json() {
            return JsonPath.from(new String(response.body(), StandardCharsets.UTF_8));
        }
    }

    /** @param name as it stands in the path */
    Answer put(String name, byte[] body, String... headers) {
        return send(name, BodyPublishers.ofByteArray(body), headers);
    }

    /** Without {@code Content-Length}, as an empty file comes. */
    Answer putChunked(String name, byte[] body, String... headers) {
        return send(name, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), headers);
    }

    private Answer send(String name, BodyPublisher body, String... headers) {
        var all = new ArrayList<>(Arrays.asList(headers));
        all.addAll(List.of("X-API-KEY", key));
        return call("PUT", at(ROOT + name), body, all.toArray(String[]::new));
    }

    static Answer get(URI address, String... headers) {
        return call("GET", address, BodyPublishers.noBody(), headers);
    }

    static Answer call(String method, URI address, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(1)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static URI at(String path) {
        return URI.create("http://localhost:" + RestAssured.port + path);
    }

    /** Everything that lies in a part of the store. */
    static List<Path> stored(String part) {
        var directory = ServiceUnderTest.FILES.resolve(part);
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
