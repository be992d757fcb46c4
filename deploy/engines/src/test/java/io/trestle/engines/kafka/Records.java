package io.trestle.engines.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes and reads text on a broker, as a client that knows nothing of how the broker runs. */
public final class Records {

    private Records() {
    }

    /** Returns when the broker has acknowledged the record. */
    public static void write(String bootstrapServers, String topic, String text) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, text)).get(30, TimeUnit.SECONDS);
        }
    }

    /** All records of the topic, read by a new consumer group; waits until there are as many as expected, 30 s at most. */
    public static List<String> read(String bootstrapServers, String topic, int expected) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "group.id", UUID.randomUUID().toString(),
                "auto.offset.reset", "earliest");
        List<String> texts = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (texts.size() < expected && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(polled -> texts.add(polled.value()));
            }
        }
        return texts;
    }
}
