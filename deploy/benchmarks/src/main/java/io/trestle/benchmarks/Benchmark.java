package io.trestle.benchmarks;

import io.trestle.local.LocalStackConfig;

/** Something that is measured on a running local stack. */
interface Benchmark {

    /** What the stack needs beside its defaults. */
    default LocalStackConfig configure(LocalStackConfig config) {
        return config;
    }

    /** Warms up, measures, and checks that nothing was lost. */
    Findings run(Stack stack) throws Exception;
}
