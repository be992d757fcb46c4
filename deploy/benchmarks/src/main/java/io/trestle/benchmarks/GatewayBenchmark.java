package io.trestle.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The gateway's proxy beside nginx, HAProxy, Caddy and Go's: one service, one load generator (h2load), 64 connections, slices turn by turn in an
 * order that is reversed each round. Ratios are of medians; beside requests a second stands the processor time of each, which other work on the
 * machine disturbs less.
 */
final class GatewayBenchmark implements Measurement {

    private static final String OURS = "gateway";
    private static final int SECONDS = Integer.getInteger("trestle.bench.seconds", 3);
    private static final int ROUNDS = Integer.getInteger("trestle.bench.rounds", 5);
    /** Slices of the gateway alone before anything counts: its code is compiled by then. */
    private static final int WARM_UP = Integer.getInteger("trestle.bench.warmup", 8);
    private static final int CONNECTIONS = 64;
    private static final int FIXED_RATE = 6_000;
    private static final Pattern PER_SECOND = Pattern.compile("finished in [^,]+, ([0-9.]+) req/s");
    private static final Pattern REQUESTS = Pattern.compile("requests: .* (\\d+) succeeded, (\\d+) failed, (\\d+) errored");

    private String h2load = "";
    private String cookie = "";
    private Path directory = Path.of("");

    private record Slice(double perSecond, double microseconds) {
    }

    @Override
    public Findings run(Path root) throws Exception {
        h2load = ServiceProcess.program("h2load", "nghttp2-client");
        directory = Files.createTempDirectory("bench-gateway");
        try (var others = new ProxiesUnderLoad(root, directory); var ours = GatewayUnderLoad.start(root, directory.resolve(OURS))) {
            ours.lead(others.service.port());
            cookie = ours.cookie();
            var all = new LinkedHashMap<>(others.proxies);
            all.put(OURS, ours.process());
            var findings = new Findings();
            others.missing.forEach(missing -> findings.note("not measured", missing));
            compare("200 B answers", "/small", null, all, findings, 0.7, 1.5);
            compare("1 MiB answers", "/large", null, all, findings, 1.0, 0.9);
            compare("1 MiB uploads", "/upload", others.upload, all, findings, 1.0, 0.9);
            latency(all, findings);
            IdleSockets.measure(ours, findings);
            return findings;
        } finally {
            delete(directory);
        }
    }

    private void compare(String what, String path, @Nullable Path body, Map<String, ServiceProcess> all, Findings findings, double ofNginx,
            double ofGo) throws Exception {
        for (var i = 0; i < WARM_UP; i++) {
            slice(Objects.requireNonNull(all.get(OURS)), path, body);
        }
        var slices = new LinkedHashMap<String, List<Slice>>();
        var names = new ArrayList<>(all.keySet());
        for (var round = 0; round < ROUNDS; round++) {
            for (var name : names) {
                slices.computeIfAbsent(name, first -> new ArrayList<>()).add(slice(Objects.requireNonNull(all.get(name)), path, body));
            }
            Collections.reverse(names);
        }
        var medians = new LinkedHashMap<String, Double>();
        slices.forEach((name, taken) -> {
            var speeds = taken.stream().map(Slice::perSecond).sorted().toList();
            medians.put(name, median(speeds));
            findings.note(what + ": " + name, String.format(Locale.ROOT, "%.0f/s (%.0f to %.0f), %.1f µs of processor each", median(speeds),
                    speeds.get(0), speeds.get(speeds.size() - 1), median(taken.stream().map(Slice::microseconds).sorted().toList())));
        });
        ratio(what, medians, "nginx", ofNginx, findings);
        ratio(what, medians, "go", ofGo, findings);
    }

    private static void ratio(String what, Map<String, Double> medians, String peer, double target, Findings findings) {
        var theirs = medians.get(peer);
        if (theirs != null) {
            findings.atLeast(what + ": ratio to " + peer, medians.getOrDefault(OURS, 0.0) / theirs, target, "");
        }
    }

    private Slice slice(ServiceProcess proxy, String path, @Nullable Path body) throws Exception {
        var arguments = new ArrayList<>(List.of("-D", "" + SECONDS));
        if (body != null) {
            arguments.addAll(List.of("-d", body.toString()));
        }
        var before = processorTime(proxy);
        var output = load(proxy, path, arguments);
        var used = processorTime(proxy).minus(before);
        var speed = PER_SECOND.matcher(output);
        var requests = REQUESTS.matcher(output);
        if (!speed.find() || !requests.find() || !requests.group(2).equals("0")) {
            throw new IllegalStateException(output);
        }
        return new Slice(Double.parseDouble(speed.group(1)), used.toNanos() / 1e3 / Math.max(1, Integer.parseInt(requests.group(1))));
    }

    /** h2load logs each answer's time in microseconds. */
    private void latency(Map<String, ServiceProcess> all, Findings findings) throws Exception {
        var times = new LinkedHashMap<String, List<Double>>();
        for (var round = 0; round < ROUNDS; round++) {
            for (var name : all.keySet()) {
                var log = directory.resolve("times");
                load(all.get(name), "/small",
                        List.of("-D", "" + SECONDS, "--rps=" + (double) FIXED_RATE / CONNECTIONS, "--log-file=" + log));
                try (var lines = Files.lines(log)) {
                    var sorted = lines.mapToLong(line -> Long.parseLong(line.split("\t")[2])).sorted().toArray();
                    times.computeIfAbsent(name, first -> new ArrayList<>()).add(sorted[(int) ((sorted.length - 1) * 0.99)] / 1e3);
                }
                Files.delete(log);
            }
        }
        times.forEach((name, taken) -> findings.note("p99 at 6,000/s: " + name, String.format(Locale.ROOT, "%.1f ms", median(taken))));
        var nginx = times.get("nginx");
        if (nginx != null) {
            findings.atMost("p99 at 6,000/s: ratio to nginx", median(times.getOrDefault(OURS, List.of(0.0))) / median(nginx), 1.6, "");
        }
    }

    private String load(ServiceProcess proxy, String path, List<String> arguments) throws IOException {
        var command = new ArrayList<>(ProxiesUnderLoad.onProcessor(1));
        command.addAll(List.of(h2load, "--h1", "-t", "1", "-c", "" + CONNECTIONS, "-H", "Cookie: " + cookie));
        command.addAll(arguments);
        command.add("http://127.0.0.1:" + proxy.port() + path);
        return new String(new ProcessBuilder(command).redirectErrorStream(true).start().getInputStream().readAllBytes(), UTF_8);
    }

    private static Duration processorTime(ServiceProcess proxy) {
        var handle = proxy.process().toHandle();
        return Stream.concat(Stream.of(handle), handle.descendants())
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO)).reduce(Duration.ZERO, Duration::plus);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Collections.reverseOrder()).toList()) {
                // What Go caches is read-only, and need not be writable to be deleted.
                Files.delete(file);
            }
        }
    }
}
