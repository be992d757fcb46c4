package io.trestle.e2e.chaos.surface;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.model.Topic;

/** Everything that was ever said on the topics, as an outsider reads it. */
public final class Topics implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<String, byte[]> reader;
    private final List<TopicPartition> partitions = new ArrayList<>();
    /** By event id: what comes again with its id is the same message. */
    private final Map<String, Said> messages = new LinkedHashMap<>();
    private long records;

    /** One message. */
    record Said(String id, String type, JsonNode body) {

        String text(String member) {
            return body.path(member).asText();
        }
    }

    public Topics(String bootstrapServers) {
        reader = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "request.timeout.ms", 10_000, "default.api.timeout.ms",
                        (int) PATIENCE.toMillis()),
                new StringDeserializer(), new ByteArrayDeserializer());
        Arrays.stream(Topic.values()).flatMap(topic -> reader.partitionsFor(topic.topicName()).stream())
                .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
    }

    /** Records that came again with the id of another one. */
    public synchronized long repeated() {
        return records - messages.size();
    }

    synchronized List<Said> all() throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var end = reader.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> reader.position(partition) < end.get(partition))) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The broker does not give what it has");
            }
            for (var record : reader.poll(Duration.ofMillis(200))) {
                take(record);
            }
        }
        return List.copyOf(messages.values());
    }

    /** Topics whose records no consumer could take. */
    synchronized List<String> deadLetters() {
        return reader.listTopics().keySet().stream().filter(topic -> topic.endsWith(".dlq")).toList();
    }

    private void take(ConsumerRecord<String, byte[]> record) throws IOException {
        records++;
        var id = header(record, "ce_id");
        messages.put(id, new Said(id, header(record, "ce_type"), JSON.readTree(record.value())));
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** How many different messages of these types there are for each value of a member. */
    static Map<String, List<Said>> by(String member, List<Said> said, List<String> types) {
        var found = new HashMap<String, List<Said>>();
        said.stream().filter(one -> types.contains(one.type()))
                .forEach(one -> found.computeIfAbsent(one.text(member), key -> new ArrayList<>()).add(one));
        return found;
    }

    @Override
    public synchronized void close() {
        reader.close();
    }
}
