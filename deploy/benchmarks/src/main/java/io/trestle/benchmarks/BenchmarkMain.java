package io.trestle.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Runs the benchmarks named as arguments; ends with 1 where a target is missed. */
public final class BenchmarkMain {

    private static final Map<String, Supplier<Benchmark>> ALL = new TreeMap<>(
            Map.of("registration", RegistrationBenchmark::new, "bridge", BridgeBenchmark::new));

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

    private static boolean run(String name, Benchmark benchmark) throws Exception {
        try (var stack = Stack.start(Path.of(System.getProperty("trestle.root")), benchmark)) {
            var findings = benchmark.run(stack);
            System.out.println("\n" + name + "\n  on " + Machine.describe() + "\n" + findings);
            return findings.missed();
        }
    }
}
