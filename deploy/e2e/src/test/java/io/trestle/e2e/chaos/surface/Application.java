package io.trestle.e2e.chaos.surface;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;

/** An application's endpoint for webhooks, which is always there. */
public final class Application implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    /** Ids of the webhooks that told of an end, by prediction. */
    private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

    public Application() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(Application::daemon));
        server.createContext("/", exchange -> {
            try (exchange) {
                var prediction = JSON.readTree(exchange.getRequestBody().readAllBytes()).path("id").asText();
                told.computeIfAbsent(prediction, id -> ConcurrentHashMap.newKeySet())
                        .add(exchange.getRequestHeaders().getFirst("webhook-id"));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    static Thread daemon(Runnable work) {
        var thread = new Thread(work, "peer");
        thread.setDaemon(true);
        return thread;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** Its end was told, and however often it was told, as one webhook. */
    void breaches(String prediction, List<String> breaches) {
        var webhooks = told.getOrDefault(prediction, Set.of());
        if (webhooks.size() != 1) {
            breaches.add("the application has " + webhooks.size() + " webhooks for the end of prediction " + prediction);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
