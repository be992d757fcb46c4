package io.trestle.e2e.process;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import io.trestle.engines.TestEnvironment;

/** What services have left in Kafka. */
public final class Records {

    private Records() {
    }

    /** Ids of the events that say of a prediction that it succeeded. */
    public static Map<String, Set<String>> endsByPrediction(TestEnvironment environment) {
        var told = new HashMap<String, Set<String>>();
        read(environment, environment.topicPrefix() + "prediction.events.v1", record -> {
            if (header(record, "ce_type").equals("io.trestle.prediction.succeeded.v1")) {
                told.computeIfAbsent(record.key(), key -> new HashSet<>()).add(header(record, "ce_id"));
            }
        });
        return told;
    }

    /** What no consumer could read. */
    public static List<String> deadLetters(TestEnvironment environment) {
        try (var reader = reader(environment)) {
            return reader.listTopics().entrySet().stream()
                    .filter(topic -> topic.getKey().startsWith(environment.topicPrefix()) && topic.getKey().endsWith(".dlq"))
                    .filter(topic -> {
                        var partitions = topic.getValue().stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
                        return reader.endOffsets(partitions).values().stream().anyMatch(end -> end > 0);
                    }).map(Map.Entry::getKey).toList();
        }
    }

    private static void read(TestEnvironment environment, String topic, Consumer<ConsumerRecord<String, byte[]>> each) {
        try (var reader = reader(environment)) {
            var partitions = reader.partitionsFor(topic).stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            var end = reader.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> reader.position(partition) < end.get(partition))) {
                reader.poll(Duration.ofMillis(200)).forEach(each);
            }
        }
    }

    private static KafkaConsumer<String, byte[]> reader(TestEnvironment environment) {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", environment.bootstrapServers()), new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
