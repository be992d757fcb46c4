package io.trestle.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Numbered calls over connections that are kept, dealt out to them in turn.
 *
 * @param connections each with a thread, and one call at a time
 * @param rate calls a second in all; 0: each connection as fast as its answers come
 */
record HttpLoad(int port, int connections, int rate) {

    /** What is done with the call of a number. */
    interface Call {
        void make(HttpConnection connection, int number) throws IOException;
    }

    /** @param latencies from when a call was due, or could be sent if that was later only because this client overslept */
    record Slice(Duration took, Latencies latencies) {
    }

    /** Calls 0 to {@code count - 1}; fails with the first that does. */
    Slice run(int count, Call call) throws Exception {
        var pool = Executors.newFixedThreadPool(connections);
        try {
            var begin = System.nanoTime();
            var workers = new ArrayList<Callable<List<Duration>>>();
            for (var i = 0; i < connections; i++) {
                var first = i;
                workers.add(() -> calls(begin, first, count, call));
            }
            var measured = new ArrayList<Duration>(count);
            for (var worker : pool.invokeAll(workers)) {
                measured.addAll(worker.get());
            }
            return new Slice(Duration.ofNanos(System.nanoTime() - begin), new Latencies(measured));
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Duration> calls(long begin, int first, int count, Call call) throws Exception {
        var measured = new ArrayList<Duration>();
        try (var connection = new HttpConnection(port)) {
            for (var number = first; number < count; number += connections) {
                var from = rate == 0 ? System.nanoTime() : awaitTurn(begin + (long) (number * 1e9 / rate));
                call.make(connection, number);
                measured.add(Duration.ofNanos(System.nanoTime() - from));
            }
        }
        return measured;
    }

    /** When the call began to wait: its turn, where the one before it lasted beyond that. */
    private static long awaitTurn(long due) throws InterruptedException {
        var pause = due - System.nanoTime();
        if (pause <= 0) {
            return due;
        }
        TimeUnit.NANOSECONDS.sleep(pause);
        return System.nanoTime();
    }
}
