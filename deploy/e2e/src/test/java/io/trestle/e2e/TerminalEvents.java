package io.trestle.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What an outsider reads on {@code tunnel.events.v1}. */
final class TerminalEvents {

    private static final Set<String> TERMINAL = Set.of("io.trestle.tunnel.provisioned.v1", "io.trestle.tunnel.provisioning-failed.v1");

    private TerminalEvents() {
    }

    /** Ids of the different events that end a provisioning of this model; a redelivered one counts once. */
    static Set<String> of(String modelId) {
        var kafka = Suite.running().url(Suite.KAFKA).getAuthority();
        var settings = Map.<String, Object>of("bootstrap.servers", kafka, "group.id", UUID.randomUUID().toString(), "auto.offset.reset",
                "earliest");
        var ids = new HashSet<String>();
        try (var reader = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = reader.partitionsFor("tunnel.events.v1").stream()
                    .map(info -> new org.apache.kafka.common.TopicPartition(info.topic(), info.partition())).toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            var end = reader.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> reader.position(partition) < end.get(partition))) {
                for (var record : reader.poll(Duration.ofMillis(200))) {
                    if (modelId.equals(record.key()) && TERMINAL.contains(header(record, "ce_type"))) {
                        ids.add(header(record, "ce_id"));
                    }
                }
            }
        }
        return ids;
    }

    private static String header(org.apache.kafka.clients.consumer.ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
