package io.trestle.simulators.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.trestle.simulators.cloudflare.api.CloudflareAccount;
import io.trestle.simulators.cloudflare.api.CloudflareContract;
import io.vertx.core.json.JsonObject;

/** Talks to a simulator over the wire as one of the two tokens. Answers that break the contract fail the test. */
final class ApiClient {

    static final CloudflareAccount ACCOUNT = CloudflareAccount.local();
    static final String TUNNELS = "/accounts/" + ACCOUNT.accountId() + "/cfd_tunnel";
    static final String RECORDS = "/zones/" + ACCOUNT.zoneId() + "/dns_records";

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String baseUrl;
    private final String authorization;

    private ApiClient(String baseUrl, String authorization) {
        this.baseUrl = baseUrl;
        this.authorization = authorization;
    }

    static ApiClient ofTunnels(CloudflareSimulator simulator) {
        return with(simulator, "Bearer " + ACCOUNT.tunnelToken());
    }

    static ApiClient ofDns(CloudflareSimulator simulator) {
        return with(simulator, "Bearer " + ACCOUNT.dnsToken());
    }

    /** Tunnels of a simulator in another process. */
    static ApiClient at(String origin) {
        return new ApiClient(origin + "/client/v4", "Bearer " + ACCOUNT.tunnelToken());
    }

    static ApiClient with(CloudflareSimulator simulator, String authorization) {
        return new ApiClient(simulator.baseUrl(), authorization);
    }

    ApiAnswer get(String path) {
        return checked(request(path).GET());
    }

    ApiAnswer delete(String path) {
        return checked(request(path).DELETE());
    }

    ApiAnswer post(String path, JsonObject body) {
        return checked(withBody(path).POST(json(body)));
    }

    ApiAnswer put(String path, JsonObject body) {
        return checked(withBody(path).PUT(json(body)));
    }

    ApiAnswer patch(String path, JsonObject body) {
        return checked(withBody(path).method("PATCH", json(body)));
    }

    /** With a body as it stands. */
    ApiAnswer post(String path, String contentType, String body) {
        return checked(request(path).setHeader("content-type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Without the contract check and with a short patience, for answers that a fault has spoilt. */
    HttpResponse<String> spoilt(String path, JsonObject body) throws IOException {
        return send(withBody(path).timeout(Duration.ofMillis(400)).POST(json(body)).build());
    }

    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(10));
        if (!authorization.isEmpty()) {
            request.header("authorization", authorization);
        }
        return request;
    }

    private HttpRequest.Builder withBody(String path) {
        return request(path).header("content-type", "application/json");
    }

    ApiAnswer checked(HttpRequest.Builder builder) {
        try {
            var request = builder.build();
            var response = send(request);
            var path = request.uri().getPath().substring("/client/v4".length());
            assertThat(CloudflareContract.get().violationsOfAnswer(request.method(), path, response.statusCode(), response.body()))
                    .as("%s %s: %s", request.method(), path, response.body()).isEmpty();
            return new ApiAnswer(response.statusCode(), response.headers(), new JsonObject(response.body()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.BodyPublisher json(JsonObject body) {
        return HttpRequest.BodyPublishers.ofString(body.encode());
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
