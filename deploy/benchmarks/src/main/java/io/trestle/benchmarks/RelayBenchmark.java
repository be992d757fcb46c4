package io.trestle.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The outbox relay, in dbc-adapter: the service that consumes nothing, and with no VM to look after does nothing else. A backlog is committed as one
 * transaction while it runs, and drained when a Kafka consumer has the last event; beside it rows are claimed from a copy of the table, with no
 * Kafka. Then events are committed one by one.
 */
final class RelayBenchmark implements Measurement {

    private static final int BACKLOG = Integer.getInteger("trestle.bench.backlog", 30_000);
    private static final int SLICES = Integer.getInteger("trestle.bench.slices", 5);
    private static final int LONG_SLICES = Integer.getInteger("trestle.bench.long-slices", 3);
    private static final int WARM_UPS = Integer.getInteger("trestle.bench.warm-ups", 4);
    private static final int RATE = 2_000;
    private static final int SECONDS = Integer.getInteger("trestle.bench.seconds", 10);
    private static final int WRITERS = 16;
    private static final int IDLE_SECONDS = 20;
    private static final int MOST = (WARM_UPS + SLICES) * BACKLOG + LONG_SLICES * 10 * BACKLOG + 2 * RATE * SECONDS;

    private int next;

    /** Rates of claiming and of draining, and the processor time of the service for an event. */
    private record Drains(Slices claims, Slices rates, Slices micros) {
        Drains() {
            this(new Slices(), new Slices(), new Slices());
        }
    }

    /** @param latencies from the return of a commit to the arrival of its event */
    private record OneByOne(double perSecond, Latencies latencies) {
    }

    @Override
    public Findings run(Path root) throws Exception {
        try (var engines = DurableEngines.start(root);
                var service = ServiceProcess.dbcAdapter(root, engines.environment(), engines.directory(), "http://127.0.0.1:9");
                var events = new RelayedEvents(engines.environment().bootstrapServers(), "bench.relay", MOST);
                var table = new OutboxTable(engines.environment(), "bench.relay")) {
            for (var i = 0; i < WARM_UPS; i++) {
                drain(table, events, service, BACKLOG, new Drains());
            }
            var few = new Drains();
            var many = new Drains();
            for (var i = 0; i < Math.max(SLICES, LONG_SLICES); i++) {
                if (i < SLICES) {
                    few.claims().add(table.claimsPerSecond(BACKLOG));
                    drain(table, events, service, BACKLOG, few);
                }
                if (i < LONG_SLICES) {
                    many.claims().add(table.claimsPerSecond(10 * BACKLOG));
                    drain(table, events, service, 10 * BACKLOG, many);
                }
            }
            oneByOne(table, events);
            var steady = oneByOne(table, events);
            var idle = idle(service);
            return findings(few, many, steady, idle)
                    .exactly("events that were committed and did not come", next - events.received(), 0)
                    .exactly("events left in the table", table.waiting(), 0)
                    .exactly("events before an earlier one of their key", events.outOfOrder(), 0)
                    .note("events that came twice (allowed)", String.valueOf(events.repeated()));
        }
    }

    private static Findings findings(Drains few, Drains many, OneByOne steady, double idle) {
        return new Findings()
                .note("claiming rows alone, of " + BACKLOG, few.claims().spread("/s"))
                .note("drain of " + BACKLOG, few.rates().spread("/s") + ", ratio to claiming "
                        + ratio(few.rates().median() / few.claims().median()))
                .atLeast("drain", few.rates().median(), 15_000, "/s")
                .note("processor time of the service for an event", few.micros().spread("µs"))
                .note("claiming rows alone, of " + 10 * BACKLOG, many.claims().spread("/s"))
                .note("drain of " + 10 * BACKLOG, many.rates().spread("/s") + ", ratio to claiming "
                        + ratio(many.rates().median() / many.claims().median()))
                .note("processor time of the service for an event", many.micros().spread("µs"))
                .atLeast("ratio of the long drain's rate to the short's", many.rates().median() / few.rates().median(), 0.8, "")
                .atLeast("events committed one by one, at " + RATE + "/s: reached", steady.perSecond(), 0.99 * RATE, "/s")
                .atMost("commit to consumer, p50", steady.latencies().percentile(50), 10, "ms")
                .atMost("p99", steady.latencies().percentile(99), 100, "ms")
                .note("longest", ratio(steady.latencies().longest()) + " ms")
                .atMost("processor of the idle service", idle, 1, "%");
    }

    /** From the return of the commit to the arrival of the last event. */
    private void drain(OutboxTable table, RelayedEvents events, ServiceProcess service, int count, Drains drains)
            throws SQLException, InterruptedException {
        var first = next;
        next += count;
        var processor = service.processorTime();
        table.fill(first, count);
        var begin = System.nanoTime();
        events.await(next);
        drains.rates().add(count * 1e9 / (events.latestArrival(first, count) - begin));
        drains.micros().add(service.processorTime().minus(processor).toNanos() / 1e3 / count);
    }

    /** Each event a transaction of its own, by turns of {@value #WRITERS} writers, so that a key has one writer. */
    private OneByOne oneByOne(OutboxTable table, RelayedEvents events) throws Exception {
        var first = next;
        var count = RATE * SECONDS;
        next += count;
        var committed = new long[count];
        var begin = System.nanoTime();
        var pool = Executors.newFixedThreadPool(WRITERS);
        var writers = new ArrayList<Callable<Void>>();
        for (var i = 0; i < WRITERS; i++) {
            var writer = i;
            writers.add(() -> write(table, first, begin, committed, writer));
        }
        for (var writer : pool.invokeAll(writers)) {
            writer.get();
        }
        pool.shutdown();
        var reached = count * 1e9 / (System.nanoTime() - begin);
        events.await(next);
        List<Duration> times = new ArrayList<>(count);
        for (var i = 0; i < count; i++) {
            // Kafka may have it before this client hears of the commit.
            times.add(Duration.ofNanos(Math.max(0, events.arrival(first + i) - committed[i])));
        }
        return new OneByOne(reached, new Latencies(times));
    }

    private static Void write(OutboxTable table, int first, long begin, long[] committed, int writer) throws Exception {
        try (var outbox = table.oneByOne()) {
            for (var i = writer; i < committed.length; i += WRITERS) {
                TimeUnit.NANOSECONDS.sleep(begin + (long) (i * 1e9 / RATE) - System.nanoTime());
                outbox.commit(first + i);
                committed[i] = System.nanoTime();
            }
        }
        return null;
    }

    /** Percent of one processor. */
    private static double idle(ServiceProcess service) throws InterruptedException {
        TimeUnit.SECONDS.sleep(2);
        var processor = service.processorTime();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        return service.processorTime().minus(processor).toMillis() / 10.0 / IDLE_SECONDS;
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
