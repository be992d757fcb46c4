package io.trestle.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.trestle.local.LocalStackConfig;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;

/**
 * Jobs of about 5 ms through the bridge, beside the same servers alone: from the request until the picture is here. The simulated servers and
 * the client share this process, the bridge, its database and its broker have theirs, and all of them the machine.
 */
final class BridgeBenchmark implements Benchmark {

    private static final int WARM_UP = Integer.getInteger("trestle.bench.warmup", 300);
    private static final int SEQUENTIAL = Integer.getInteger("trestle.bench.sequential", 400);
    private static final int JOBS = Integer.getInteger("trestle.bench.jobs", 2000);
    private static final int WATCHERS = Integer.getInteger("trestle.bench.watchers", 2000);
    private static final int BACKENDS = 8;
    private static final int IN_FLIGHT = 64;
    private static final String GRAPH = """
            {"1": {"class_type": "EmptyImage", "inputs": {"width": 32, "height": 32, "batch_size": 1, "color": 1}, "_meta": {"title": "Empty", "apiinput": "color"}},
             "3": {"class_type": "BTProgress", "inputs": {"image": ["1", 0], "steps": 1, "delay": 0.005, "preview": false, "mode": "ok"}, "_meta": {"title": "Work"}},
             "2": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": "bench"}, "_meta": {"title": "Save"}}}""";

    private final AtomicInteger color = new AtomicInteger();
    private final List<ComfySimulator> simulators = IntStream.range(0, BACKENDS)
            .mapToObj(n -> ComfySimulator.start(ComfySimulatorConfig.defaults().withHistoryLag(Duration.ZERO))).toList();
    private final Path workflows;

    BridgeBenchmark() {
        try {
            workflows = Files.createTempDirectory("bench-workflows");
            Files.writeString(workflows.resolve("bench.json"), GRAPH);
            Files.writeString(workflows.resolve("workflow_alias.json"), "{\"bench\": \"bench.json\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LocalStackConfig configure(LocalStackConfig config) {
        return config.with("comfy-bridge-service", "TRESTLE_COMFY_WORKFLOW_DIRECTORY", workflows.toString())
                .with("comfy-bridge-service", "COMFYUI_URLS", simulators.get(0).baseUrl())
                .with("comfy-bridge-service", "QUARKUS_HTTP_LIMITS_MAX_CONNECTIONS", "20000");
    }

    @Override
    public Findings run(Stack stack) throws Exception {
        var vertx = Vertx.vertx();
        try {
            return run(stack, vertx);
        } finally {
            vertx.close();
            simulators.forEach(ComfySimulator::close);
        }
    }

    private Findings run(Stack stack, Vertx vertx) throws Exception {
        var http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(IN_FLIGHT * 2));
        var sockets = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(WATCHERS + IN_FLIGHT));
        var bridge = new BridgeClient(http, sockets, stack.url("comfy-bridge-service"));
        var direct = new ArrayList<ComfyDirectly>();
        for (var simulator : simulators) {
            direct.add(new ComfyDirectly(vertx, http, URI.create(simulator.baseUrl())));
        }
        awaitBackends(bridge, 1);
        var findings = new Findings();
        latency(bridge, direct.get(0), findings);
        for (var simulator : simulators) {
            bridge.call(HttpMethod.POST, "/backends", new JsonObject().put("url", simulator.baseUrl()).toBuffer()).get(60,
                    TimeUnit.SECONDS);
        }
        awaitBackends(bridge, BACKENDS);
        throughput(bridge, direct, findings);
        watchers(bridge, findings);
        return findings;
    }

    private static void awaitBackends(BridgeClient bridge, int ready) throws Exception {
        while (bridge.call(HttpMethod.GET, "/backends", null).get(60, TimeUnit.SECONDS).toJsonArray().stream()
                .filter(backend -> "READY".equals(((JsonObject) backend).getString("state"))).count() < ready) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private JsonObject graph() {
        var graph = new JsonObject(GRAPH);
        graph.getJsonObject("1").getJsonObject("inputs").put("color", color.incrementAndGet() % 0xFFFFFF);
        return graph;
    }

    /** One job at a time, in turns. */
    private void latency(BridgeClient bridge, ComfyDirectly direct, Findings findings) throws Exception {
        var alone = new ArrayList<Duration>();
        var through = new ArrayList<Duration>();
        for (var n = 0; n < WARM_UP + SEQUENTIAL; n++) {
            var begin = System.nanoTime();
            direct.run(graph(), n).get(60, TimeUnit.SECONDS);
            var one = Duration.ofNanos(System.nanoTime() - begin);
            var other = Duration.ofNanos(bridge.run(color.incrementAndGet() % 0xFFFFFF).get(60, TimeUnit.SECONDS).getLong(0));
            if (n >= WARM_UP) {
                alone.add(one);
                through.add(other);
            }
        }
        var server = new Latencies(alone);
        var bridged = new Latencies(through);
        findings.note("jobs one after the other, in turns", SEQUENTIAL + " alone, " + SEQUENTIAL + " through the bridge")
                .note("alone p50, p99", millis(server.percentile(50)) + ", " + millis(server.percentile(99)))
                .note("through the bridge p50, p99", millis(bridged.percentile(50)) + ", " + millis(bridged.percentile(99)))
                .atMost("added at p50", bridged.percentile(50) - server.percentile(50), 2, "ms")
                .atMost("added at p99", bridged.percentile(99) - server.percentile(99), 5, "ms");
    }

    private static String millis(double value) {
        return String.format(java.util.Locale.ROOT, "%.1f ms", value);
    }

    private void throughput(BridgeClient bridge, List<ComfyDirectly> direct, Findings findings) throws Exception {
        var turn = new AtomicInteger();
        var alone = perSecond(() -> {
            var n = turn.getAndIncrement();
            return direct.get(n % BACKENDS).run(graph(), n);
        });
        bridged(bridge, JOBS / 2);
        var through = bridged(bridge, JOBS);
        findings.note("jobs a second, " + BACKENDS + " servers alone", String.valueOf(Math.round(alone)))
                .atLeast("jobs a second through the bridge", through, 200, "")
                .atLeast("share of the servers alone", through / alone, 0.8, "");
    }

    private interface Job {
        CompletableFuture<?> start();
    }

    private static double perSecond(Job job) throws Exception {
        var slots = new Semaphore(IN_FLIGHT);
        var begin = System.nanoTime();
        for (var n = 0; n < JOBS; n++) {
            slots.acquire();
            job.start().whenComplete((done, failure) -> slots.release());
        }
        slots.acquire(IN_FLIGHT);
        return JOBS * 1e9 / (System.nanoTime() - begin);
    }

    /** Sent as fast as they are accepted, and counted when the last has ended. */
    private double bridged(BridgeClient bridge, int jobs) throws Exception {
        var ids = IntStream.range(0, jobs).mapToObj(n -> UUID.randomUUID().toString()).toList();
        var slots = new Semaphore(IN_FLIGHT);
        var begin = System.nanoTime();
        for (var id : ids) {
            slots.acquire();
            bridge.submit(id, color.incrementAndGet() % 0xFFFFFF).whenComplete((queued, failure) -> slots.release());
        }
        slots.acquire(IN_FLIGHT);
        for (var n = ids.size() - 1; n >= 0; n--) {
            bridge.awaitEnd(ids.get(n));
        }
        return jobs * 1e9 / (System.nanoTime() - begin);
    }

    /** Many sockets on one client id: how long after the first one each hears a frame. */
    private void watchers(BridgeClient bridge, Findings findings) throws Exception {
        var clientId = UUID.randomUUID().toString();
        var first = new ConcurrentHashMap<String, Long>();
        var late = new ConcurrentLinkedQueue<Duration>();
        var ended = new AtomicInteger();
        var open = new Semaphore(100);
        for (var n = 0; n < WATCHERS; n++) {
            open.acquire();
            bridge.watch(clientId, frame -> {
                if (!frame.getString("status").equals("listening") && !frame.getString("status").equals("connected")) {
                    var now = System.nanoTime();
                    var before = first.putIfAbsent(frame.encode(), now);
                    late.add(Duration.ofNanos(before == null ? 0 : now - before));
                    ended.addAndGet(frame.getString("status").equals("closed") ? 1 : 0);
                }
            }).onComplete(opened -> open.release());
        }
        open.acquire(100);
        bridge.submit(clientId, color.incrementAndGet() % 0xFFFFFF).get(60, TimeUnit.SECONDS);
        var patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ended.get() < WATCHERS && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        findings.exactly("sockets of " + WATCHERS + " on one job that heard its end", ended.get(), WATCHERS)
                .atMost("a frame at the last sockets after the first, p99", new Latencies(List.copyOf(late)).percentile(99), 100, "ms");
    }
}
