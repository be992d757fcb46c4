package io.trestle.benchmarks;

import java.nio.file.Path;

/** One benchmark, whatever it runs on. */
interface Measurement {

    /** @param root of the checkout, whose modules are packaged */
    Findings run(Path root) throws Exception;

    /** On a local stack of its own. */
    static Measurement onStack(Benchmark benchmark) {
        return root -> {
            try (var stack = Stack.start(root, benchmark)) {
                return benchmark.run(stack);
            }
        };
    }
}
