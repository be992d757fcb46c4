package io.trestle.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import io.trestle.engines.TestEnvironment;

/**
 * Webhook ingestion by client-api against single-row inserts by pgbench: the same PostgreSQL, as many connections, in turns. Each webhook is the
 * end of a prediction of its own: stored raw, merged, with its stream event and its outbox row, and answered after the commit.
 */
final class WebhooksBenchmark implements Measurement {

    private static final int SECONDS = Integer.getInteger("trestle.bench.seconds", 6);
    /** A JVM that was just started compiles for longer than a slice. */
    private static final int WARM_UP_SECONDS = Integer.getInteger("trestle.bench.warm-up", 30);
    private static final int SLICES = Integer.getInteger("trestle.bench.slices", 5);
    private static final int CONNECTIONS = 64;
    private static final int FIXED_RATE = 5_000;
    private static final int PREDICTIONS = 600_000;
    private static final String LENGTH = "content-length: ";
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private final AtomicInteger next = new AtomicInteger();
    private int port;

    @Override
    public Findings run(Path root) throws Exception {
        var pgbench = ServiceProcess.program("pgbench", "postgresql-contrib");
        try (var engines = DurableEngines.start(root);
                var service = ServiceProcess.clientApi(root, engines.environment(), engines.directory(), Map.of())) {
            port = service.port();
            prepare(engines.environment());
            webhooks(0, WARM_UP_SECONDS);
            var inserts = new ArrayList<Double>();
            var webhooks = new ArrayList<Double>();
            var before = service.processorTime();
            var from = next.get();
            for (var slice = 0; slice < SLICES; slice++) {
                inserts.add(insertsPerSecond(pgbench, engines.environment()));
                webhooks.add(webhooks(0, SECONDS).perSecond());
            }
            var micros = service.processorTime().minus(before).toNanos() / 1e3 / (next.get() - from);
            var fixed = webhooks(FIXED_RATE, SECONDS);
            return new Findings()
                    .note("single-row inserts by pgbench", spread(inserts))
                    .note("webhooks", spread(webhooks))
                    .note("processor time of the service for a webhook", String.format(Locale.ROOT, "%.0f µs", micros))
                    .note("at a fixed 5,000/s: reached",
                            String.format(Locale.ROOT, "%.0f/s, p50 %.2f ms", fixed.perSecond(), fixed.millis(0.5)))
                    .atMost("at a fixed 5,000/s: p99", fixed.millis(0.99), 15, "ms")
                    .atLeast("ratio of medians", median(webhooks) / median(inserts), 1, "");
        }
    }

    private static void prepare(TestEnvironment environment) throws SQLException {
        try (var connection = environment.connect("client_api"); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE client_api.bench_insert (id bigserial PRIMARY KEY, body bytea NOT NULL,"
                    + " at timestamptz NOT NULL DEFAULT now())");
            statement.execute(
                    "INSERT INTO client_api.prediction (id, tenant, model_id, model_version, runner, state, input, created_at, heard_at,"
                            + " silence_seconds) SELECT 'bench' || lpad(n::text, 21, '0'), 'local', 'bench', 1, 'WORKER', 'STARTING', '{}',"
                            + " now(), now(), 86400 FROM generate_series(0, " + (PREDICTIONS - 1) + ") n");
            statement.execute("VACUUM ANALYZE client_api.prediction");
        }
    }

    private static double insertsPerSecond(String pgbench, TestEnvironment environment) throws IOException {
        var script = Files.createTempFile("insert", ".sql");
        Files.writeString(script, "INSERT INTO client_api.bench_insert (body) VALUES (convert_to(repeat('x', 300), 'UTF8'));\n");
        var address = environment.postgres().hostAndPort().split(":");
        var process = new ProcessBuilder(pgbench, "-n", "-M", "prepared", "-f", script.toString(), "-c", "" + CONNECTIONS, "-j", "2",
                "-T", "" + SECONDS, "-h", address[0], "-p", address[1], "-U", "client_api", environment.database())
                .redirectErrorStream(true);
        process.environment().put("PGPASSWORD", environment.password());
        var output = new String(process.start().getInputStream().readAllBytes(), US_ASCII);
        Files.delete(script);
        var tps = TPS.matcher(output);
        if (!tps.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(tps.group(1));
    }

    private record Slice(double perSecond, long[] nanos) {

        double millis(double quantile) {
            return nanos.length == 0 ? 0 : nanos[(int) ((nanos.length - 1) * quantile)] / 1e6;
        }
    }

    /** @param rate webhooks a second in all; 0: as fast as answers come */
    private Slice webhooks(int rate, int seconds) throws Exception {
        var pool = Executors.newFixedThreadPool(CONNECTIONS);
        var begin = System.nanoTime();
        var end = begin + seconds * 1_000_000_000L;
        var workers = new ArrayList<Callable<List<Long>>>();
        for (var i = 0; i < CONNECTIONS; i++) {
            var offset = i;
            workers.add(() -> send(begin, end, rate, offset));
        }
        var nanos = new ArrayList<Long>();
        for (var sent : pool.invokeAll(workers)) {
            nanos.addAll(sent.get());
        }
        pool.shutdown();
        var elapsed = (System.nanoTime() - begin) / 1e9;
        var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Slice(sorted.length / elapsed, sorted);
    }

    private List<Long> send(long begin, long end, int rate, int offset) throws IOException, InterruptedException {
        var nanos = new ArrayList<Long>();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            for (var i = 0; System.nanoTime() < end; i++) {
                var due = rate == 0 ? System.nanoTime() : begin + (long) (((double) i * CONNECTIONS + offset) / rate * 1e9);
                var pause = due - System.nanoTime();
                if (pause > 0) {
                    Thread.sleep(pause / 1_000_000, (int) (pause % 1_000_000));
                }
                if (due >= end) {
                    break;
                }
                socket.getOutputStream().write(request(next.getAndIncrement()));
                read(in);
                nanos.add(System.nanoTime() - due);
            }
        }
        return nanos;
    }

    private byte[] request(int number) {
        if (number >= PREDICTIONS) {
            throw new IllegalStateException("More webhooks than predictions: make slices shorter");
        }
        var digits = Integer.toString(number);
        var body = "{\"id\":\"bench" + "0".repeat(21 - digits.length()) + digits
                + "\",\"status\":\"succeeded\",\"output\":[\"https://files.example.org/f/" + digits
                + "/out.png\"],\"logs\":\"step 1\\nstep 2\\nstep 3\\n\",\"metrics\":{\"predict_time\":7.354538},\"started_at\":\"2024-12-23T22:52:01.460145+00:00\","
                + "\"completed_at\":\"2024-12-23T22:52:08.814683+00:00\"}";
        return ("POST /pc/client-api/webhook/prediction HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: " + ServiceProcess.KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(US_ASCII);
    }

    /** One answer with a length, read with as little work as may be; anything but an applied report ends the benchmark. */
    private static void read(InputStream in) throws IOException {
        var head = new StringBuilder(256);
        while (head.length() < 4 || head.charAt(head.length() - 1) != '\n' || head.charAt(head.length() - 3) != '\n') {
            head.append((char) in.read());
        }
        var from = head.indexOf(LENGTH) + LENGTH.length();
        var body = new String(in.readNBytes(Integer.parseInt(head, from, head.indexOf("\r", from), 10)), US_ASCII);
        if (head.indexOf("HTTP/1.1 200") != 0 || !body.contains("applied")) {
            throw new IllegalStateException(head + body);
        }
    }

    private static String spread(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.0f/s (%.0f to %.0f)", median(values), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
