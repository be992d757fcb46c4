package io.trestle.comfy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

import io.trestle.model.MalformedMessageException;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.trestle.model.prediction.PredictionCommand;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.model.prediction.PredictionOutcome;

/** The other side of the topics: sends commands as client-api does, and hears every event. */
public final class PredictionTopics implements AutoCloseable {

    private final String prefix;
    private final Map<String, Object> kafka;
    private final KafkaProducer<String, byte[]> producer;
    private final Set<String> eventIds = ConcurrentHashMap.newKeySet();
    private final List<PredictionEvent> events = new CopyOnWriteArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> deadLetters = new CopyOnWriteArrayList<>();
    private final Thread listener;
    private volatile boolean closed;

    /** Those of the service under test in this JVM. */
    public PredictionTopics() {
        this(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                ConfigProvider.getConfig().getOptionalValue("trestle.kafka.topic-prefix", String.class).orElse(""));
    }

    public PredictionTopics(String bootstrapServers, String prefix) {
        this.prefix = prefix;
        kafka = Map.of("bootstrap.servers", bootstrapServers);
        producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
        create(Topic.PREDICTION_COMMANDS.topicName(), Topic.PREDICTION_EVENTS.topicName(), deadLetterTopic());
        listener = new Thread(this::listen, "prediction-topics");
        listener.start();
    }

    public void send(PredictionCommand command) {
        send(UUID.randomUUID(), command);
    }

    /** Sends a command as the same event again, where the id is one that was used. */
    public void send(UUID eventId, PredictionCommand command) {
        var record = new ProducerRecord<>(prefix + Topic.PREDICTION_COMMANDS.topicName(), command.key(), MessageCodec.encode(command));
        Map.of("ce_specversion", "1.0", "ce_id", eventId.toString(), "ce_source", "/client-api-service", "ce_time",
                Instant.now().toString(), "ce_type", MessageCodec.typeName(command.getClass()))
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** Sends bytes that are no command. */
    public void sendGarbage(String key) {
        producer.send(new ProducerRecord<>(prefix + Topic.PREDICTION_COMMANDS.topicName(), key, "garbage".getBytes(UTF_8)));
        producer.flush();
    }

    public List<PredictionEvent> events(String predictionId) {
        return events.stream().filter(event -> event.predictionId().equals(predictionId)).toList();
    }

    public List<PredictionEvent> outcomes(String predictionId) {
        return events(predictionId).stream().filter(PredictionOutcome.class::isInstance).toList();
    }

    public List<ConsumerRecord<String, byte[]>> deadLetters(String key) {
        return deadLetters.stream().filter(record -> key.equals(record.key())).toList();
    }

    public <T extends PredictionOutcome> T outcome(String predictionId, Class<T> type) {
        await().atMost(Fleet.PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> !outcomes(predictionId).isEmpty());
        return type.cast(outcomes(predictionId).get(0));
    }

    private void listen() {
        try (var consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer())) {
            // The broker may have made them before, with as many partitions as it likes.
            var partitions = Stream.of(Topic.PREDICTION_EVENTS.topicName(), deadLetterTopic())
                    .flatMap(topic -> consumer.partitionsFor(prefix + topic).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                consumer.poll(Duration.ofMillis(50)).forEach(this::heard);
            }
        }
    }

    private void heard(ConsumerRecord<String, byte[]> record) {
        if (record.topic().endsWith(".dlq")) {
            deadLetters.add(record);
            return;
        }
        // One that comes again with the same id counts once, as it does for every reader.
        if (!eventIds.add(new String(record.headers().lastHeader("ce_id").value(), UTF_8))) {
            return;
        }
        try {
            var type = new String(record.headers().lastHeader("ce_type").value(), UTF_8);
            events.add((PredictionEvent) MessageCodec.decode(Topic.PREDICTION_EVENTS, type, record.value()));
        } catch (MalformedMessageException e) {
            throw new AssertionError("The service wrote what no reader understands", e);
        }
    }

    /** The service under test may be quicker: the broker creates a topic that a consumer asks for. */
    private void create(String... names) {
        try (var admin = Admin.create(kafka)) {
            var wanted = Stream.of(names).map(name -> new NewTopic(prefix + name, 3, (short) 1)).toList();
            admin.createTopics(wanted).values().values()
                    .forEach(created -> created.toCompletionStage().exceptionally(exists -> null).toCompletableFuture().join());
        }
    }

    private static String deadLetterTopic() {
        return Topic.PREDICTION_COMMANDS.topicName() + ".comfy-bridge-service.dlq";
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
