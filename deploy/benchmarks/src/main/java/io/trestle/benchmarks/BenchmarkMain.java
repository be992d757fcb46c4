package io.trestle.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Runs the benchmarks named as arguments; ends with 1 where a target is missed. */
public final class BenchmarkMain {

    private static final Map<String, Supplier<Measurement>> ALL = new TreeMap<>(
            Map.ofEntries(
                    Map.entry("bridge", BridgeBenchmark::new),
                    Map.entry("dbc", DbcBenchmark::new),
                    Map.entry("gateway", GatewayBenchmark::new),
                    Map.entry("registration", () -> Measurement.onStack(new RegistrationBenchmark())),
                    Map.entry("relay", RelayBenchmark::new),
                    Map.entry("signin", SignInBenchmark::new),
                    Map.entry("startup", StartupBenchmark::new),
                    Map.entry("uploads", UploadsBenchmark::new),
                    Map.entry("webhooks", WebhooksBenchmark::new)));

    private BenchmarkMain() {
    }

    public static void main(String[] names) throws Exception {
        System.exit(run(names));
    }

    private static int run(String[] names) throws Exception {
        var missed = false;
        for (var name : names) {
            var benchmark = ALL.get(name);
            if (benchmark == null) {
                System.err.println("There is no benchmark " + name + ". There are: " + String.join(", ", ALL.keySet()));
                return 2;
            }
            missed |= run(name, benchmark.get());
        }
        return missed ? 1 : 0;
    }

    private static boolean run(String name, Measurement measurement) throws Exception {
        var findings = measurement.run(Path.of(System.getProperty("trestle.root")));
        System.out.println("\n" + name + "\n  on " + Machine.describe() + "\n" + findings);
        return findings.missed();
    }
}
