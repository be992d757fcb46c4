package io.trestle.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import io.trestle.model.MalformedMessageException;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.trestle.model.compute.ComputeEvent;

/** A reader of {@code compute.events.v1}: hears everything from the start. */
public final class ComputeTopic implements AutoCloseable {

    private static final int PARTITIONS = 3;

    private final Map<String, Object> kafka;
    private final String topic;
    private final List<ComputeEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Thread listener = new Thread(this::listen, "compute-topic");
    private volatile boolean closed;

    public ComputeTopic(String bootstrapServers, String prefix) {
        kafka = Map.of("bootstrap.servers", bootstrapServers);
        topic = prefix + Topic.COMPUTE_EVENTS.topicName();
        try (var admin = Admin.create(kafka)) {
            // The service may have been quicker.
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().toCompletionStage().handle((done, exists) -> done)
                    .toCompletableFuture().join();
        }
        listener.start();
    }

    public <T extends ComputeEvent> List<T> events(String key, Class<T> type) {
        return events.stream().filter(event -> event.key().equals(key)).filter(type::isInstance).map(type::cast).toList();
    }

    public List<ComputeEvent> events(String key) {
        return events(key, ComputeEvent.class);
    }

    /** All that was ever said, headers included. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    private void listen() {
        try (var consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer())) {
            var known = consumer.partitionsFor(topic, Duration.ofSeconds(30)).size();
            var partitions = Stream.iterate(0, i -> i < known, i -> i + 1).map(number -> new TopicPartition(topic, number)).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                consumer.poll(Duration.ofMillis(50)).forEach(this::heard);
            }
        }
    }

    private void heard(ConsumerRecord<String, byte[]> record) {
        texts.add(record.key() + new String(record.value(), UTF_8));
        record.headers().forEach(header -> texts.add(header.key() + new String(header.value(), UTF_8)));
        // At least once is the promise; a repeated one has the same id.
        if (!ids.add(new String(record.headers().lastHeader("ce_id").value(), UTF_8))) {
            return;
        }
        try {
            var type = new String(record.headers().lastHeader("ce_type").value(), UTF_8);
            events.add((ComputeEvent) MessageCodec.decode(Topic.COMPUTE_EVENTS, type, record.value()));
        } catch (MalformedMessageException e) {
            throw new AssertionError("The service wrote what no reader understands", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
