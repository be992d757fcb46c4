package io.trestle.benchmarks;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/**
 * Jobs of about 5 ms through the bridge, beside the same servers alone: from the request until the picture is here. The simulated servers and
 * the client share this process, the bridge, its database (which syncs each commit) and its broker have theirs, and all of them the machine.
 */
final class BridgeBenchmark implements Measurement {

    /** C2 compiles a method after some ten thousand calls; before that a job costs twice as much. */
    private static final int WARM_UP = Integer.getInteger("trestle.bench.warmup", 15_000);
    private static final int SEQUENTIAL_WARM_UP = 200;
    private static final int SEQUENTIAL = Integer.getInteger("trestle.bench.sequential", 1000);
    private static final int JOBS = Integer.getInteger("trestle.bench.jobs", 3000);
    /** Of the longer jobs: as many seconds of the servers. */
    private static final int LONG_JOBS = Integer.getInteger("trestle.bench.long-jobs", 1500);
    private static final int QUEUE = Integer.getInteger("trestle.bench.queue", 800);
    private static final int WATCHERS = Integer.getInteger("trestle.bench.watchers", 10_000);
    private static final int BACKENDS = 8;
    private static final int IN_FLIGHT = 64;
    private static final double SHORT = 0.005;
    /** Long enough that eight servers, and not the machine that all share, are the limit. */
    private static final double LONG = 0.03;

    private final AtomicInteger color = new AtomicInteger();
    private long submitted;

    @Override
    public Findings run(Path root) throws Exception {
        var vertx = Vertx.vertx();
        List<ComfySimulator> simulators = IntStream.range(0, BACKENDS)
                .mapToObj(n -> ComfySimulator.start(ComfySimulatorConfig.defaults().withHistoryLag(Duration.ZERO))).toList();
        try (var engines = DurableEngines.start(root)) {
            var workflows = Files.createDirectories(engines.directory().resolve("workflows"));
            var graph = graph(0, 1, SHORT);
            graph.getJsonObject("1").put("_meta", new JsonObject().put("title", "Empty").put("apiinput", "color"));
            graph.getJsonObject("3").put("_meta", new JsonObject().put("title", "Work").put("apiinput", "steps,delay"));
            Files.writeString(workflows.resolve("bench.json"), graph.encode());
            Files.writeString(workflows.resolve("workflow_alias.json"), "{\"bench\": \"bench.json\"}");
            try (var service = ServiceProcess.bridge(root, engines.environment(), engines.directory(),
                    Map.of("trestle.comfy.workflow.directory", workflows.toString(), "trestle.comfy.backend.urls",
                            simulators.get(0).baseUrl(), "quarkus.http.limits.max-connections", "20000"));
                    var database = engines.environment().connect("comfy_bridge")) {
                return run(vertx, simulators, service, database);
            }
        } finally {
            vertx.close();
            simulators.forEach(ComfySimulator::close);
        }
    }

    private Findings run(Vertx vertx, List<ComfySimulator> simulators, ServiceProcess service, Connection database) throws Exception {
        var calls = new Calls();
        var url = URI.create("http://127.0.0.1:" + service.port());
        try (var bridge = new BridgeClient(calls, url)) {
            return run(vertx, simulators, service, database, url, calls, bridge);
        }
    }

    private Findings run(Vertx vertx, List<ComfySimulator> simulators, ServiceProcess service, Connection database, URI url, Calls calls,
            BridgeClient bridge) throws Exception {
        var direct = new ArrayList<ComfyDirectly>();
        for (var simulator : simulators) {
            direct.add(new ComfyDirectly(vertx, calls, URI.create(simulator.baseUrl())));
        }
        for (var simulator : simulators) {
            bridge.call(HttpMethod.POST, "/backends", new JsonObject().put("url", simulator.baseUrl()).toBuffer()).get(60,
                    TimeUnit.SECONDS);
        }
        awaitBackends(bridge, BACKENDS);
        alone(direct, WARM_UP / 3, SHORT);
        for (var n = 0; n < WARM_UP; n += JOBS) {
            bridged(bridge, database, JOBS, SHORT);
        }
        var findings = new Findings();
        latency(bridge, direct.get(0), findings);
        System.out.println(findings);
        throughput(bridge, direct, database, findings);
        queues(bridge, database, findings);
        System.out.println(findings);
        new BridgeWatchers(url, service, database).run(WATCHERS,
                client -> bridge.submit(client, inputs(0.1).put("3/steps", 6)).get(60, TimeUnit.SECONDS), findings);
        return findings;
    }

    private static void awaitBackends(BridgeClient bridge, int ready) throws Exception {
        while (bridge.call(HttpMethod.GET, "/backends", null).get(60, TimeUnit.SECONDS).toJsonArray().stream()
                .filter(backend -> "READY".equals(((JsonObject) backend).getString("state"))).count() < ready) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static JsonObject graph(int color, int steps, double delay) {
        return new JsonObject()
                .put("1", node("EmptyImage", new JsonObject().put("width", 32).put("height", 32).put("batch_size", 1).put("color", color)))
                .put("3", node("BTProgress", new JsonObject().put("image", link("1")).put("steps", steps).put("delay", delay)
                        .put("preview", false).put("mode", "ok")))
                .put("2", node("SaveImage", new JsonObject().put("images", link("3")).put("filename_prefix", "bench")));
    }

    private static JsonObject node(String type, JsonObject inputs) {
        return new JsonObject().put("class_type", type).put("inputs", inputs);
    }

    private static io.vertx.core.json.JsonArray link(String node) {
        return io.vertx.core.json.JsonArray.of(node, 0);
    }

    private int color() {
        return color.incrementAndGet() % 0xFFFFFF;
    }

    private JsonObject inputs(double delay) {
        return new JsonObject().put("1/color", color()).put("3/delay", delay);
    }

    /** One job at a time, in turns. */
    private void latency(BridgeClient bridge, ComfyDirectly direct, Findings findings) throws Exception {
        var alone = new ArrayList<Duration>();
        var through = new ArrayList<Duration>();
        for (var n = 0; n < SEQUENTIAL_WARM_UP + SEQUENTIAL; n++) {
            var begin = System.nanoTime();
            direct.run(graph(color(), 1, SHORT), n).get(60, TimeUnit.SECONDS);
            var one = Duration.ofNanos(System.nanoTime() - begin);
            var other = Duration.ofNanos(bridge.run(inputs(SHORT)).get(60, TimeUnit.SECONDS));
            if (n >= SEQUENTIAL_WARM_UP) {
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
        return String.format(Locale.ROOT, "%.1f ms", value);
    }

    private void throughput(BridgeClient bridge, List<ComfyDirectly> direct, Connection database, Findings findings) throws Exception {
        var alone = alone(direct, JOBS, SHORT);
        var through = bridged(bridge, database, JOBS, SHORT);
        var longAlone = alone(direct, LONG_JOBS, LONG);
        var longThrough = bridged(bridge, database, LONG_JOBS, LONG);
        findings.note("jobs of 5 ms a second, " + BACKENDS + " servers alone", String.valueOf(Math.round(alone)))
                .atLeast("through the bridge", through, 200, "")
                .note("share of the servers alone (the machine's limit)", String.format(Locale.ROOT, "%.2f", through / alone))
                .note("jobs of 30 ms a second, " + BACKENDS + " servers alone", String.valueOf(Math.round(longAlone)))
                .note("through the bridge", String.valueOf(Math.round(longThrough)))
                .atLeast("share of the servers alone", longThrough / longAlone, 0.8, "");
    }

    private double alone(List<ComfyDirectly> direct, int jobs, double delay) throws Exception {
        var turn = new AtomicInteger();
        var slots = new Semaphore(IN_FLIGHT);
        var begin = System.nanoTime();
        for (var n = 0; n < jobs; n++) {
            slots.acquire();
            var number = turn.getAndIncrement();
            direct.get(number % BACKENDS).run(graph(color(), 1, delay), number).whenComplete((done, failure) -> slots.release());
        }
        slots.acquire(IN_FLIGHT);
        return jobs * 1e9 / (System.nanoTime() - begin);
    }

    /** Sent as fast as they are accepted, and counted when the last has ended. */
    private double bridged(BridgeClient bridge, Connection database, int jobs, double delay) throws Exception {
        var begin = System.nanoTime();
        var before = ended(database);
        submit(bridge, jobs, delay);
        awaitEnded(database, before + jobs);
        return jobs * 1e9 / (System.nanoTime() - begin);
    }

    private void submit(BridgeClient bridge, int jobs, double delay) throws InterruptedException {
        var slots = new Semaphore(IN_FLIGHT);
        var refused = new AtomicReference<Throwable>();
        for (var n = 0; n < jobs; n++) {
            slots.acquire();
            bridge.submit(UUID.randomUUID().toString(), inputs(delay)).whenComplete((queued, failure) -> {
                refused.compareAndSet(null, failure);
                slots.release();
            });
            submitted++;
        }
        slots.acquire(IN_FLIGHT);
        if (refused.get() != null) {
            throw new IllegalStateException("A job was refused", refused.get());
        }
    }

    /** Of those that were sent in throughput runs. Counted by those that are open, which has an index: a poll must cost next to nothing. */
    private long ended(Connection database) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement
                        .executeQuery("SELECT count(*) FROM comfy_bridge.job WHERE state IN ('WAITING', 'ASSIGNED', 'RUNNING')")) {
            rows.next();
            return submitted - rows.getLong(1);
        }
    }

    private void awaitEnded(Connection database, long count) throws Exception {
        var patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (ended(database) < count) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException(count - ended(database) + " jobs were not ended");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The first so many jobs of a queue, and of one that is ten times as long. */
    private void queues(BridgeClient bridge, Connection database, Findings findings) throws Exception {
        var few = queue(bridge, database, QUEUE);
        var many = queue(bridge, database, QUEUE * 10);
        findings.note("jobs a second out of a queue of " + QUEUE, String.valueOf(Math.round(few)))
                .note("jobs a second out of a queue of " + QUEUE * 10, String.valueOf(Math.round(many)))
                .atLeast("ratio of the two", many / few, 0.8, "");
    }

    private double queue(BridgeClient bridge, Connection database, int jobs) throws Exception {
        var before = ended(database);
        drain(bridge, true);
        submit(bridge, jobs, SHORT);
        drain(bridge, false);
        awaitEnded(database, before + 100);
        var begin = System.nanoTime();
        var from = ended(database);
        awaitEnded(database, before + QUEUE - 100);
        var perSecond = (ended(database) - from) * 1e9 / (System.nanoTime() - begin);
        awaitEnded(database, before + jobs);
        return perSecond;
    }

    private static void drain(BridgeClient bridge, boolean draining) throws Exception {
        for (var backend : bridge.call(HttpMethod.GET, "/backends", null).get(60, TimeUnit.SECONDS).toJsonArray()) {
            bridge.call(HttpMethod.PATCH, "/backends/" + ((JsonObject) backend).getString("id"),
                    new JsonObject().put("draining", draining).toBuffer()).get(60, TimeUnit.SECONDS);
        }
    }
}
