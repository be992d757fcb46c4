package io.trestle.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.json.JsonObject;

/** Many sockets at one bridge, some to each client id: what they cost, and how long after a job's change its sockets hear of it. */
final class BridgeWatchers {

    private static final int SOCKETS_OF_ONE = 20;

    private final URI bridge;
    private final ServiceProcess service;
    private final Connection database;
    private final ConcurrentLinkedQueue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ends = new AtomicInteger();

    BridgeWatchers(URI bridge, ServiceProcess service, Connection database) {
        this.bridge = bridge;
        this.service = service;
        this.database = database;
    }

    private record Arrival(String clientId, String frame, long atMicros) {
    }

    /** Begins a job of a client. */
    interface Jobs {
        void submit(String clientId) throws Exception;
    }

    void run(int watchers, Jobs jobs, Findings findings) throws Exception {
        var before = service.residentMemory();
        try (var sockets = new WatchingSockets(bridge, this::heard)) {
            var clients = open(sockets, watchers);
            var memory = service.residentMemory();
            for (var client : clients) {
                jobs.submit(client);
            }
            var patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
            while (ends.get() < watchers && System.nanoTime() < patience) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            findings.note("memory of the bridge before the sockets", before + " MiB")
                    .exactly("of " + watchers + " sockets, so many heard the end of their job", ends.get(), watchers)
                    .atMost("memory of the bridge with them", Math.max(memory, service.residentMemory()), 1024, "MiB");
        }
        var late = late();
        var delays = new Latencies(late);
        findings.note("frames heard, and found in the database", arrivals.size() + ", " + late.size())
                .note("a frame at a socket after its change, p50", String.format(Locale.ROOT, "%.1f ms", delays.percentile(50)))
                .atMost("a frame at a socket after its change, p99", delays.percentile(99), 100, "ms");
    }

    private void heard(String clientId, String frame) {
        if (frame.contains("\"progress\"") || frame.contains("\"closed\"")) {
            arrivals.add(new Arrival(clientId, frame, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
            ends.addAndGet(frame.contains("\"closed\"") ? 1 : 0);
        }
    }

    private static List<String> open(WatchingSockets sockets, int watchers) throws IOException, InterruptedException {
        var clients = new ArrayList<String>();
        for (var n = 0; n < watchers; n++) {
            if (n % SOCKETS_OF_ONE == 0) {
                clients.add(UUID.randomUUID().toString());
            }
            sockets.open(clients.get(clients.size() - 1));
            while (n - sockets.opened() > 200) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
        while (sockets.opened() < watchers) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return clients;
    }

    /** Of each frame since its change. Every socket of a client hears of a change once, and of two that read the same one after the other. */
    private List<Duration> late() throws SQLException {
        var changes = changes();
        var heard = new HashMap<String, List<Long>>();
        arrivals.forEach(arrival -> heard.computeIfAbsent(arrival.clientId + reading(arrival), key -> new ArrayList<>())
                .add(arrival.atMicros));
        var late = new ArrayList<Duration>();
        heard.forEach((key, times) -> {
            var told = changes.getOrDefault(key, List.of());
            times.sort(null);
            for (var n = 0; n < Math.min(times.size(), told.size() * SOCKETS_OF_ONE); n++) {
                late.add(Duration.ofNanos((times.get(n) - told.get(n / SOCKETS_OF_ONE)) * 1000));
            }
        });
        return late;
    }

    private static String reading(Arrival arrival) {
        var frame = new JsonObject(arrival.frame);
        var percent = frame.getString("detail");
        return frame.getString("status").equals("closed") ? "closed" : percent.equals("100.00%") ? "end" : percent;
    }

    /** In microseconds since 1970, by client and reading, in order. The end is told twice: as 100 percent, and as itself. */
    private Map<String, List<Long>> changes() throws SQLException {
        var changes = new HashMap<String, List<Long>>();
        try (var statement = database.createStatement();
                var rows = statement
                        .executeQuery("SELECT change::json ->> 'client', change::json ->> 'state', (change::json ->> 'percent')::float8,"
                                + " (extract(epoch FROM (change::json ->> 'at')::timestamptz) * 1000000)::bigint FROM comfy_bridge.job_event"
                                + " WHERE change::json ->> 'state' IN ('RUNNING', 'SUCCEEDED') ORDER BY 4")) {
            while (rows.next()) {
                var readings = rows.getString(2).equals("RUNNING")
                        ? List.of(String.format(Locale.ROOT, "%.2f%%", rows.getDouble(3)))
                        : List.of("end", "closed");
                for (var reading : readings) {
                    changes.computeIfAbsent(rows.getString(1) + reading, key -> new ArrayList<>()).add(rows.getLong(4));
                }
            }
        }
        return changes;
    }
}
