package io.trestle.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.local.LocalStack;
import io.trestle.local.LocalStackConfig;

/**
 * A registration from the request to the answer that carries the credential: client-api, Kafka, cloudflare-adapter with its four calls, Kafka,
 * client-api. The simulated Cloudflare answers at once and without a limit, so what is measured is ours.
 */
final class RegistrationBenchmark implements Benchmark {

    private static final int WARM_UP = Integer.getInteger("trestle.bench.warmup", 150);
    private static final int SEQUENTIAL = Integer.getInteger("trestle.bench.sequential", 200);
    private static final int IN_FLIGHT = 200;
    private static final String PATH = "/pc/client-api/predict_signature";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A model, and how long it took. */
    private record Registered(String id, Duration time) {
    }

    @Override
    public LocalStackConfig configure(LocalStackConfig config) {
        return config.with("cloudflare-simulator", "REQUEST_LIMIT", "0")
                .with("cloudflare-adapter-service", "TRESTLE_CLOUDFLARE_BUDGET_CALLS", "10000000");
    }

    @Override
    public Findings run(Stack stack) throws Exception {
        var clientApi = stack.url("client-api-service");
        for (var i = 0; i < WARM_UP; i++) {
            register(clientApi).join();
        }
        System.out.println("  warm after " + WARM_UP + " registrations; now many at once");
        inFlight(clientApi);

        var sequential = new ArrayList<Registered>();
        for (var i = 0; i < SEQUENTIAL; i++) {
            sequential.add(register(clientApi).join());
        }
        var begin = System.nanoTime();
        var parallel = inFlight(clientApi);
        var took = Duration.ofNanos(System.nanoTime() - begin);

        var one = new Latencies(sequential.stream().map(Registered::time).toList());
        var many = new Latencies(parallel.stream().map(Registered::time).toList());
        var models = new ArrayList<>(sequential);
        models.addAll(parallel);
        var standing = standing(stack.url("cloudflare-simulator"), models.stream().map(Registered::id).toList());
        return new Findings()
                .note("registrations one after the other", String.valueOf(sequential.size()))
                .atMost("p50", one.percentile(50), 100, "ms")
                .note("p90, p99, longest", Math.round(one.percentile(90)) + ", " + Math.round(one.percentile(99)) + ", "
                        + Math.round(one.longest()) + " ms")
                .exactly("registrations in flight at once, answered", parallel.size(), IN_FLIGHT)
                .note("p50, p99, longest", Math.round(many.percentile(50)) + ", " + Math.round(many.percentile(99)) + ", "
                        + Math.round(many.longest()) + " ms")
                .note("all of them after", took.toMillis() + " ms, " + Math.round(parallel.size() * 1e9 / took.toNanos()) + " a second")
                .exactly("models with not exactly one tunnel and one record", models.size() - standing.size(), 0);
    }

    private List<Registered> inFlight(URI clientApi) {
        var all = IntStream.range(0, IN_FLIGHT).mapToObj(i -> register(clientApi)).toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    /** Ends with the credential: where client-api says that it takes longer (202), it is asked for it until it is there. */
    private CompletableFuture<Registered> register(URI clientApi) {
        var begin = System.nanoTime();
        var request = HttpRequest.newBuilder(clientApi.resolve(PATH)).timeout(PATIENCE).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString()).POST(BodyPublishers.ofString(signature())).build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .thenCompose(answer -> awaitCredential(clientApi, answer, begin))
                .thenApply(id -> new Registered(id, Duration.ofNanos(System.nanoTime() - begin)));
    }

    private CompletableFuture<String> awaitCredential(URI clientApi, HttpResponse<String> answer, long begin) {
        var id = json(answer).path("id").asText();
        if (answer.statusCode() == 200 && !json(answer).at("/credential/TunnelSecret").asText().isEmpty()) {
            return CompletableFuture.completedFuture(id);
        }
        if (answer.statusCode() != 202 || System.nanoTime() - begin > PATIENCE.toNanos()) {
            throw new IllegalStateException("A registration was answered with " + answer.statusCode() + ": " + answer.body());
        }
        var again = HttpRequest.newBuilder(clientApi.resolve(PATH + "/" + id + "/credential")).POST(BodyPublishers.noBody()).build();
        return CompletableFuture.supplyAsync(() -> again, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS))
                .thenCompose(request -> http.sendAsync(request, BodyHandlers.ofString()))
                .thenCompose(credential -> credential.statusCode() == 200
                        ? CompletableFuture.completedFuture(id)
                        : awaitCredential(clientApi, answer, begin));
    }

    /** Those of the models that have one live tunnel and one record. */
    private Set<String> standing(URI simulator, List<String> models) throws IOException, InterruptedException {
        var state = json(http.send(HttpRequest.newBuilder(simulator.resolve("/__sim/state")).build(), BodyHandlers.ofString()));
        var tunnels = new ArrayList<String>();
        state.path("tunnels").forEach(tunnel -> {
            if (tunnel.path("deletedAt").isNull() || tunnel.path("deletedAt").isMissingNode()) {
                tunnels.add(tunnel.path("name").asText());
            }
        });
        var records = new ArrayList<String>();
        state.path("dnsRecords").forEach(record -> records.add(record.path("name").asText().split("\\.", 2)[0]));
        var standing = new TreeSet<>(models);
        standing.removeIf(
                model -> tunnels.stream().filter(model::equals).count() != 1 || records.stream().filter(model::equals).count() != 1);
        return standing;
    }

    /** The contract's sample, as the demo sends it. */
    private static String signature() {
        try (var resource = Objects.requireNonNull(LocalStack.class.getResourceAsStream("signature.json"))) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("Not JSON, status " + answer.statusCode(), e);
        }
    }
}
