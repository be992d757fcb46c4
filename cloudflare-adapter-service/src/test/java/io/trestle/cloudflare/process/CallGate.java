package io.trestle.cloudflare.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.trestle.simulators.cloudflare.CloudflareSimulator;

/** Stands in front of the simulator: counts the calls of each model, and holds those that it was told to, so that they are never answered. */
final class CallGate implements AutoCloseable {

    /** @param nth of the model's calls, from 1 */
    record Stop(int nth, boolean afterEffect) {
    }

    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern QUERY = Pattern.compile("(?:^|&)name(?:\\.exact)?=([^&]+)");
    private static final Pattern ID = Pattern.compile("/(?:cfd_tunnel|dns_records)/([^/]+)");

    private final CloudflareSimulator simulator;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Stop> stops = new ConcurrentHashMap<>();
    private final AtomicReference<Stop> everywhere = new AtomicReference<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    /** By model: whether the answer is passed on after all, once that is known. */
    private final Map<String, CompletableFuture<Boolean>> held = new ConcurrentHashMap<>();

    CallGate(CloudflareSimulator simulator) {
        this.simulator = simulator;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** What the service under test takes for Cloudflare. */
    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/client/v4";
    }

    void stopAt(String model, Stop stop) {
        calls.remove(model);
        stops.put(model, stop);
    }

    /** Of every model, whose id nobody knows before. */
    void stopEveryAt(Stop stop) {
        everywhere.set(stop);
    }

    boolean holdsAny() {
        return !held.isEmpty();
    }

    boolean isHeld(String model) {
        return held.containsKey(model);
    }

    /** Calls of a model since the last {@link #open}. */
    int calls(String model) {
        return calls.getOrDefault(model, new AtomicInteger()).get();
    }

    Set<String> modelsSeen() {
        return calls.keySet();
    }

    /** Nothing is held any more; what was held is cut off. Counts begin anew. */
    void open() {
        stops.clear();
        everywhere.set(null);
        calls.clear();
        held.values().forEach(call -> call.complete(false));
        held.clear();
    }

    /** Calls of this model are not held any more; one that was gets its answer. */
    void pass(String model) {
        stops.remove(model);
        var call = held.remove(model);
        if (call != null) {
            call.complete(true);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var model = modelOf(exchange.getRequestURI(), new String(body, StandardCharsets.UTF_8));
            var number = calls.computeIfAbsent(model, key -> new AtomicInteger()).incrementAndGet();
            var stop = stops.getOrDefault(model, everywhere.get());
            var strikes = stop != null && stop.nth() == number;
            if (strikes && !stop.afterEffect() && !hold(model)) {
                return;
            }
            var answer = forward(exchange, body);
            if (strikes && stop.afterEffect() && !hold(model)) {
                return;
            }
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hold(String model) {
        return held.computeIfAbsent(model, key -> new CompletableFuture<>()).join();
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(simulator.origin() + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        for (var header : Set.of("Authorization", "Content-Type", "Accept")) {
            var value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Tunnels have the model's id as their name, records begin with it; what is gone is remembered. */
    private String modelOf(URI uri, String body) {
        simulator.state().tunnels().forEach(tunnel -> names.put(tunnel.id(), tunnel.name()));
        simulator.state().dnsRecords().forEach(record -> names.put(record.id(), record.name()));
        var id = ID.matcher(uri.getPath());
        var name = NAME.matcher(body);
        var query = QUERY.matcher(uri.getRawQuery() == null ? "" : uri.getRawQuery());
        var found = id.find()
                ? names.getOrDefault(id.group(1), "")
                : name.find() ? name.group(1) : query.find() ? URLDecoder.decode(query.group(1), StandardCharsets.UTF_8) : "";
        return found.split("\\.", 2)[0];
    }

    @Override
    public void close() {
        open();
        server.stop(0);
        threads.shutdownNow();
    }
}
