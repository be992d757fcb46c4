package io.trestle.e2e.chaos.surface;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A cog worker that is always there: it takes predictions and reports on each, what runs once, the end up to thirteen times with growing pauses
 * (facts, a2). Lines to it and from it fail; it does not.
 */
public final class Worker implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
    private static final int RETRIES = 12;

    private final Patient client;
    private final HttpServer server;
    private final ExecutorService runs = Executors.newCachedThreadPool(Application::daemon);
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    /** @param client hears of answers that there must not be */
    public Worker(Patient client) throws IOException {
        this.client = client;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(runs);
        server.createContext("/predictions/", this::take);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Predictions whose end was answered with 200. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var wanted = JSON.readTree(exchange.getRequestBody().readAllBytes());
            var id = wanted.path("id").asText();
            // as by PUT: what comes again changes nothing
            if (taken.add(id)) {
                runs.execute(() -> run(id, URI.create(wanted.path("webhook").asText())));
            }
            var answer = ("{\"id\":\"" + id + "\",\"status\":\"starting\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(202, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private void run(String id, URI webhook) {
        try {
            report(webhook, id, "processing", "\"logs\":\"step 1\\n\"");
            var end = "\"logs\":\"step 1\\nstep 2\\n\",\"output\":[\"https://files.example.org/" + id + ".png\"]";
            var status = report(webhook, id, "succeeded", end);
            for (var retry = 1; retry <= RETRIES && PASSING.contains(status); retry++) {
                TimeUnit.MILLISECONDS.sleep(100L << retry);
                status = report(webhook, id, "succeeded", end);
            }
            if (status == 200) {
                acknowledged.add(id);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return 503 for a broken connection too, which is repeated as well */
    private int report(URI webhook, String id, String status, String members) throws InterruptedException {
        var body = "{\"id\":\"" + id + "\",\"status\":\"" + status + "\",\"started_at\":\"2024-12-23T22:52:01.460145+00:00\"," + members
                + "}";
        try {
            var request = HttpRequest.newBuilder(webhook).header("Content-Type", "application/json").timeout(Duration.ofSeconds(10))
                    .POST(BodyPublishers.ofString(body)).build();
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 500) {
                client.bug(request, answer.body());
            }
            return answer.statusCode();
        } catch (IOException broken) {
            return 503;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        runs.shutdownNow();
    }
}
