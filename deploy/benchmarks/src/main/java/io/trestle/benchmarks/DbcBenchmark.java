package io.trestle.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.RenterKey;
import io.trestle.simulators.dbc.DbcSimulator;
import io.trestle.simulators.dbc.DbcSimulatorConfig;
import io.trestle.simulators.dbc.NodeSpec;
import io.vertx.core.json.JsonObject;

/**
 * What dbc-adapter adds to a call that it checks and passes on, beside the same call to the simulated client node: a renter's list of VMs, call by
 * call in turn; then the description of a node, which the simulator answers without checking a signature, at a fixed rate over four connections and
 * at ten times the rate over forty.
 */
final class DbcBenchmark implements Measurement {

    private static final int SLICES = Integer.getInteger("trestle.bench.slices", 5);
    private static final int CALLS = Integer.getInteger("trestle.bench.calls", 1_500);
    /** Calls: a JVM that was just started compiles for longer than slices last. */
    private static final int WARM_UP = Integer.getInteger("trestle.bench.warm-up", 60_000);
    private static final int SECONDS = Integer.getInteger("trestle.bench.seconds", 4);
    private static final int CONNECTIONS = 4;
    private static final int RATE = 200;

    /** One after the other, directly and through the adapter, each slice. */
    private static final class Added {
        final Slices p50 = new Slices();
        final Slices p99 = new Slices();
        final Slices directP50 = new Slices();
        final Slices directP99 = new Slices();
        final Slices micros = new Slices();

        void add(Latencies direct, Latencies through) {
            directP50.add(direct.percentile(50));
            directP99.add(direct.percentile(99));
            p50.add(through.percentile(50) - direct.percentile(50));
            p99.add(through.percentile(99) - direct.percentile(99));
        }

        Findings findings(Findings findings, String what) {
            return findings.note(what + ": directly p50, p99", directP50.spread("ms") + ", " + directP99.spread("ms"))
                    .note("added p50, p99", p50.spread("ms") + ", " + p99.spread("ms"))
                    .note("processor time of the adapter for a call", micros.spread("µs"))
                    .atMost("added p50", p50.median(), 1, "ms");
        }
    }

    @Override
    public Findings run(Path root) throws Exception {
        try (var simulator = DbcSimulator.start(DbcSimulatorConfig.defaults());
                var engines = DurableEngines.start(root);
                var adapter = ServiceProcess.dbcAdapter(root, engines.environment(), engines.directory(), simulator.baseUrl())) {
            var node = URI.create(simulator.baseUrl()).getPort();
            var list = HttpConnection.post("/api/v1/tasks", body(session(node)));
            var description = HttpConnection.post("/api/v1/mining_nodes", body(Map.of()));

            var one = new Added();
            for (var request : List.of(list, description)) {
                new HttpLoad(adapter.port(), CONNECTIONS, 0).run(WARM_UP, (connection, n) -> call(connection, request));
            }
            inTurn(node, adapter, list, CALLS, new Added());
            for (var slice = 0; slice < SLICES; slice++) {
                inTurn(node, adapter, list, CALLS, one);
            }
            var few = new Added();
            var many = new Added();
            load(node, adapter, description, 1, new Added());
            load(node, adapter, description, 10, new Added());
            for (var slice = 0; slice < SLICES; slice++) {
                load(node, adapter, description, 1, few);
                load(node, adapter, description, 10, many);
            }
            var findings = one.findings(new Findings(), "list of VMs, one after the other");
            few.findings(findings, RATE + "/s over " + CONNECTIONS + " connections");
            return many.findings(findings, 10 * RATE + "/s over " + 10 * CONNECTIONS)
                    .note("ratio of added p50, ten times to once", String.format(Locale.ROOT, "%.2f", many.p50.median() / few.p50.median()))
                    .atMost("ratio of processor time for a call", many.micros.median() / few.micros.median(), 1.25, "");
        }
    }

    private static void inTurn(int node, ServiceProcess adapter, byte[] request, int calls, Added added) throws IOException {
        List<Duration> direct = new ArrayList<>(calls);
        List<Duration> through = new ArrayList<>(calls);
        var before = adapter.processorTime();
        try (var toNode = new HttpConnection(node); var toAdapter = new HttpConnection(adapter.port())) {
            for (var i = 0; i < calls; i++) {
                direct.add(time(toNode, request));
                through.add(time(toAdapter, request));
            }
        }
        added.micros.add(adapter.processorTime().minus(before).toNanos() / 1e3 / calls);
        added.add(new Latencies(direct), new Latencies(through));
    }

    private static void load(int node, ServiceProcess adapter, byte[] request, int times, Added added) throws Exception {
        var count = times * RATE * SECONDS;
        var direct = new HttpLoad(node, times * CONNECTIONS, times * RATE).run(count, (connection, n) -> call(connection, request));
        var before = adapter.processorTime();
        var through = new HttpLoad(adapter.port(), times * CONNECTIONS, times * RATE).run(count,
                (connection, n) -> call(connection, request));
        added.micros.add(adapter.processorTime().minus(before).toNanos() / 1e3 / count);
        added.add(direct.latencies(), through.latencies());
    }

    private static Duration time(HttpConnection connection, byte[] request) throws IOException {
        var begin = System.nanoTime();
        call(connection, request);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static String call(HttpConnection connection, byte[] request) throws IOException {
        var answer = connection.call(request);
        if (!answer.startsWith("{\"errcode\":0")) {
            throw new IOException(answer);
        }
        return answer;
    }

    /** Signed once: a session may be used again, a signed nonce may not. */
    private static Map<String, ?> session(int node) throws IOException {
        var renter = RenterKey.fromHex(NodeSpec.LOCAL_RENTER_KEY);
        var nonce = DbcId.newNonce();
        var wallet = Map.of("wallet", renter.address(), "nonce", nonce, "sign", renter.sign(nonce));
        try (var connection = new HttpConnection(node)) {
            var answer = call(connection, HttpConnection.post("/api/v1/mining_nodes/session_id", body(wallet)));
            var id = new JsonObject(answer).getJsonObject("message").getString("session_id");
            return Map.of("session_id", id, "session_id_sign", renter.sign(id));
        }
    }

    private static String body(Map<String, ?> caller) {
        var body = new JsonObject().put("peer_nodes_list", List.of(NodeSpec.LOCAL_NODE)).put("additional", Map.of());
        caller.forEach(body::put);
        return body.encode();
    }
}
