package io.trestle.clientapi.workerwebhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Webhook ingestion of a running service against single-row inserts by pgbench, on the same PostgreSQL, with as many connections, in turns. Each
 * webhook is the end of a prediction of its own: stored raw, merged, with its stream event and its outbox row, and answered after the commit.
 *
 * <p>Arguments: address of the service, API key, address of PostgreSQL ({@code host:port}), database, password of role {@code client_api},
 * tenant of the key, seconds of a slice, slices, connections.
 */
public final class WebhookBenchmark {

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final int PREDICTIONS = 400_000;

    private final URI service;
    private final String key;
    private final String[] postgres;
    private final String database;
    private final String password;
    private final String tenant;
    private final int seconds;
    private final int connections;
    private final AtomicInteger next = new AtomicInteger();

    private WebhookBenchmark(String[] arguments) {
        service = URI.create(arguments[0]);
        key = arguments[1];
        postgres = arguments[2].split(":");
        database = arguments[3];
        password = arguments[4];
        tenant = arguments[5];
        seconds = Integer.parseInt(arguments[6]);
        connections = Integer.parseInt(arguments[8]);
    }

    public static void main(String[] arguments) throws Exception {
        var benchmark = new WebhookBenchmark(arguments);
        benchmark.prepare();
        benchmark.webhooks(0);
        var inserts = new ArrayList<Double>();
        var webhooks = new ArrayList<Double>();
        for (var slice = 0; slice < Integer.parseInt(arguments[7]); slice++) {
            inserts.add(benchmark.pgbench());
            webhooks.add(benchmark.webhooks(0).perSecond());
        }
        var fixed = benchmark.webhooks(5_000);
        System.out.printf(Locale.ROOT, "pgbench single-row inserts/s  %s%nwebhooks/s                    %s%n", inserts, webhooks);
        System.out.printf(Locale.ROOT, "at 5,000/s: %.0f/s, p50 %.2f ms, p99 %.2f ms%n", fixed.perSecond(), fixed.millis(0.5),
                fixed.millis(0.99));
        System.out.printf(Locale.ROOT, "ratio of medians: %.2f%n", median(webhooks) / median(inserts));
    }

    private void prepare() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:postgresql://" + postgres[0] + ":" + postgres[1] + "/" + database
                + "?currentSchema=client_api", "client_api", password); var statement = connection.createStatement()) {
            statement.execute("DELETE FROM prediction WHERE model_id = 'bench'; DELETE FROM prediction_event; DELETE FROM webhook_delivery;"
                    + "CREATE TABLE IF NOT EXISTS bench_insert (id bigserial PRIMARY KEY, body bytea NOT NULL, at timestamptz NOT NULL DEFAULT now());"
                    + "TRUNCATE bench_insert");
            statement.execute("INSERT INTO prediction (id, tenant, model_id, model_version, runner, state, input, created_at, heard_at,"
                    + " silence_seconds) SELECT 'bench' || lpad(n::text, 21, '0'), '" + tenant
                    + "', 'bench', 1, 'WORKER', 'STARTING', '{}',"
                    + " now(), now(), 86400 FROM generate_series(0, " + (PREDICTIONS - 1) + ") n");
            statement.execute("VACUUM ANALYZE prediction");
        }
    }

    private double pgbench() throws Exception {
        var script = Files.createTempFile("insert", ".sql");
        Files.writeString(script, "INSERT INTO client_api.bench_insert (body) VALUES (convert_to(repeat('x', 300), 'UTF8'));\n");
        var process = new ProcessBuilder("pgbench", "-n", "-M", "prepared", "-f", script.toString(), "-c", "" + connections, "-j", "2",
                "-T",
                "" + seconds, "-h", postgres[0], "-p", postgres[1], "-U", "client_api", database).redirectErrorStream(true);
        process.environment().put("PGPASSWORD", password);
        var output = new String(process.start().getInputStream().readAllBytes(), US_ASCII);
        var tps = TPS.matcher(output);
        if (!tps.find()) {
            throw new IllegalStateException(output);
        }
        Files.delete(Path.of(script.toString()));
        return Double.parseDouble(tps.group(1));
    }

    private record Slice(double perSecond, long[] nanos) {

        double millis(double quantile) {
            return nanos.length == 0 ? 0 : nanos[(int) ((nanos.length - 1) * quantile)] / 1e6;
        }
    }

    /** @param rate webhooks a second in all; 0: as fast as answers come */
    private Slice webhooks(int rate) throws Exception {
        var pool = Executors.newFixedThreadPool(connections);
        var begin = System.nanoTime();
        var end = begin + seconds * 1_000_000_000L;
        var workers = new ArrayList<Callable<List<Long>>>();
        for (var i = 0; i < connections; i++) {
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
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            for (var i = 0; System.nanoTime() < end; i++) {
                var due = rate == 0 ? System.nanoTime() : begin + (long) (((double) i * connections + offset) / rate * 1e9);
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
        var body = String.format(Locale.ROOT,
                "{\"id\":\"bench%021d\",\"status\":\"succeeded\",\"output\":[\"https://files.example.org/f/%d/out.png\"],"
                        + "\"logs\":\"step 1\\nstep 2\\nstep 3\\n\",\"metrics\":{\"predict_time\":7.354538},\"started_at\":\"2024-12-23T22:52:01.460145+00:00\","
                        + "\"completed_at\":\"2024-12-23T22:52:08.814683+00:00\"}",
                number, number);
        return ("POST /pc/client-api/webhook/prediction HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(US_ASCII);
    }

    /** One answer with a length; anything but an applied report ends the benchmark. */
    private static void read(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        var length = Integer.parseInt(head.toString().toLowerCase(Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*", "$1"));
        var body = new String(in.readNBytes(length), US_ASCII);
        if (!head.toString().startsWith("HTTP/1.1 200") || !body.contains("applied")) {
            throw new IllegalStateException(head + body);
        }
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
