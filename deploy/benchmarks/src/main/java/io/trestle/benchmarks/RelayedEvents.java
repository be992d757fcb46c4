package io.trestle.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A consumer of the topic, which notes when each event came, and whether one came twice or before an earlier one of its key. */
final class RelayedEvents implements AutoCloseable {

    private static final int NUMBER_AT = "{\"n\":\"".length();
    private static final int DIGITS = 12;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread = new Thread(this::consume, "consumer");
    private final int[] latestOfKey = new int[OutboxTable.KEYS];
    private final long[] arrivals;
    private volatile boolean running = true;
    private final AtomicInteger arrived = new AtomicInteger();
    private int repeated;
    private int outOfOrder;

    /** @param most events that will come, with numbers below that */
    RelayedEvents(String bootstrapServers, String topic, int most) throws InterruptedException {
        arrivals = new long[most];
        Arrays.fill(latestOfKey, -1);
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(partitions(topic));
        thread.setDaemon(true);
        thread.start();
    }

    /** Asking for it makes it. */
    private List<TopicPartition> partitions(String topic) throws InterruptedException {
        for (var attempt = 0; attempt < 100; attempt++) {
            var partitions = consumer.partitionsFor(topic);
            if (!partitions.isEmpty()) {
                return partitions.stream().map(partition -> new TopicPartition(topic, partition.partition())).toList();
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("The broker does not make " + topic);
    }

    private void consume() {
        while (running) {
            for (var record : consumer.poll(Duration.ofMillis(50))) {
                note(record, System.nanoTime());
            }
        }
        consumer.close();
    }

    private void note(ConsumerRecord<String, byte[]> record, long now) {
        var n = Integer.parseInt(new String(record.value(), NUMBER_AT, DIGITS, US_ASCII));
        if (arrivals[n] != 0) {
            repeated++;
            return;
        }
        var key = n % OutboxTable.KEYS;
        if (latestOfKey[key] > n) {
            outOfOrder++;
        }
        latestOfKey[key] = n;
        arrivals[n] = now;
        arrived.incrementAndGet();
    }

    /** Returns when so many different events have come in all. */
    void await(int count) throws InterruptedException {
        for (var limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(3); arrived.get() < count;) {
            if (System.nanoTime() > limit || !thread.isAlive()) {
                throw new IllegalStateException("Of " + count + " events " + arrived + " have come");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** When the last of these came, after they were awaited. */
    long latestArrival(int first, int count) {
        return Arrays.stream(arrivals, first, first + count).max().orElseThrow();
    }

    long arrival(int n) {
        return arrivals[n];
    }

    int received() {
        return arrived.get();
    }

    int repeated() {
        return repeated;
    }

    int outOfOrder() {
        return outOfOrder;
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        thread.join();
    }
}
