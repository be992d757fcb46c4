package io.trestle.e2e.upgrade;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that go on until they are told to stop. An answer that is not the expected one is kept, and is the end of no caller. */
final class Load implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** One thing that a caller does; throws where an answer is wrong. */
    interface Step {
        void run(int number) throws Exception;
    }

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Map<String, AtomicInteger> done = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicInteger> numbers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    /** @param pause between two steps of one caller */
    void add(String name, int count, Duration pause, Step step) {
        done.put(name, new AtomicInteger());
        numbers.put(name, new AtomicInteger());
        for (var caller = 0; caller < count; caller++) {
            callers.submit(() -> {
                while (!stopped.get()) {
                    once(name, step);
                    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                }
                return null;
            });
        }
    }

    private void once(String name, Step step) {
        try {
            step.run(numbers.get(name).getAndIncrement());
            done.get(name).incrementAndGet();
        } catch (Exception | AssertionError e) {
            failures.add(name + ": " + e);
        }
    }

    /** Waits until each kind of caller has come so many steps further, or something failed. */
    void awaitMore(int steps) {
        var before = done();
        await().atMost(PATIENCE).until(() -> !failures.isEmpty()
                || done.entrySet().stream().allMatch(one -> one.getValue().get() >= before.get(one.getKey()) + steps));
    }

    Map<String, Integer> done() {
        var all = new ConcurrentSkipListMap<String, Integer>();
        done.forEach((name, count) -> all.put(name, count.get()));
        return all;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Returns when what was begun is done. */
    void stop() throws InterruptedException {
        stopped.set(true);
        callers.shutdown();
        if (!callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("A caller does not end");
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        callers.shutdownNow();
    }
}
