package io.trestle.cloudflare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
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
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

import io.trestle.model.MalformedMessageException;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.trestle.model.tunnel.TunnelCommand;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelDeprovisioningFailed;
import io.trestle.model.tunnel.TunnelEvent;
import io.trestle.model.tunnel.TunnelPooled;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;
import io.trestle.model.tunnel.TunnelRotationFailed;

/** The other side of the topics: sends commands as client-api does, and hears every event. */
public final class TunnelTopics implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PARTITIONS = 3;

    private final String prefix;
    private final Map<String, Object> kafka;
    private final KafkaProducer<String, byte[]> producer;
    private final Set<String> eventIds = ConcurrentHashMap.newKeySet();
    private final List<ConsumerRecord<String, byte[]>> records = new CopyOnWriteArrayList<>();
    private final List<TunnelEvent> events = new CopyOnWriteArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> deadLetters = new CopyOnWriteArrayList<>();
    private final Thread listener;
    private volatile boolean closed;

    /** Those of the service under test in this JVM. */
    public TunnelTopics() {
        this(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                ConfigProvider.getConfig().getOptionalValue("trestle.kafka.topic-prefix", String.class).orElse(""));
    }

    public TunnelTopics(String bootstrapServers, String prefix) {
        this.prefix = prefix;
        kafka = Map.of("bootstrap.servers", bootstrapServers);
        producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
        create(Topic.TUNNEL_COMMANDS.topicName(), Topic.TUNNEL_EVENTS.topicName(), deadLetterTopic());
        listener = new Thread(this::listen, "tunnel-topics");
        listener.start();
    }

    /** Sends a command as a new record with a new event id. */
    public void send(TunnelCommand... commands) {
        Stream.of(commands).forEach(command -> send(UUID.randomUUID(), Instant.now(), command));
    }

    /** Sends a command as the same event again, where the id is one that was used. */
    public void send(UUID eventId, Instant time, TunnelCommand command) {
        var record = new ProducerRecord<>(prefix + Topic.TUNNEL_COMMANDS.topicName(), command.key(), MessageCodec.encode(command));
        Map.of("ce_specversion", "1.0", "ce_id", eventId.toString(), "ce_source", "/client-api-service", "ce_time", time.toString(),
                "ce_type",
                MessageCodec.typeName(command.getClass())).forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** Sends bytes that are no command. */
    public void sendGarbage(String key, byte[] value) {
        producer.send(new ProducerRecord<>(prefix + Topic.TUNNEL_COMMANDS.topicName(), key, value));
        producer.flush();
    }

    /** Everything that came, dead letters and what was sent again included. */
    public List<ConsumerRecord<String, byte[]>> records() {
        return records;
    }

    /** An event that comes again with the same id counts once, as it does for every reader. */
    public List<TunnelEvent> events(String modelId) {
        return events.stream().filter(event -> event.modelId().equals(modelId)).toList();
    }

    /** Ids that may be drawn, in the order of their offers. */
    public List<TunnelPooled> pooled() {
        return events.stream().filter(TunnelPooled.class::isInstance).map(TunnelPooled.class::cast).toList();
    }

    public List<ConsumerRecord<String, byte[]>> deadLetters(String key) {
        return deadLetters.stream().filter(record -> key.equals(record.key())).toList();
    }

    /** Waits for the terminal event of a command, and fails where there is a second one. */
    public TunnelEvent answer(TunnelCommand command) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> !answers(command).isEmpty());
        assertThat(answers(command)).as("terminal events of " + command.requestId()).hasSize(1);
        return answers(command).get(0);
    }

    public <T extends TunnelEvent> T answer(TunnelCommand command, Class<T> type) {
        var answer = answer(command);
        assertThat(answer).isInstanceOf(type);
        return type.cast(answer);
    }

    public List<TunnelEvent> answers(TunnelCommand command) {
        return events(command.modelId()).stream().filter(event -> command.requestId().equals(requestId(event))).toList();
    }

    private static String requestId(TunnelEvent event) {
        if (event instanceof TunnelProvisioned it) {
            return it.requestId();
        } else if (event instanceof TunnelProvisioningFailed it) {
            return it.requestId();
        } else if (event instanceof TunnelRotated it) {
            return it.requestId();
        } else if (event instanceof TunnelRotationFailed it) {
            return it.requestId();
        } else if (event instanceof TunnelDeprovisioned it) {
            return it.requestId();
        }
        return event instanceof TunnelDeprovisioningFailed it ? it.requestId() : "";
    }

    private void listen() {
        try (var consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = Stream.of(Topic.TUNNEL_EVENTS.topicName(), deadLetterTopic())
                    .flatMap(topic -> Stream.of(0, 1, 2).map(number -> new TopicPartition(prefix + topic, number))).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                consumer.poll(Duration.ofMillis(50)).forEach(this::heard);
            }
        }
    }

    private void heard(ConsumerRecord<String, byte[]> record) {
        records.add(record);
        if (record.topic().endsWith(".dlq")) {
            deadLetters.add(record);
            return;
        }
        if (!eventIds.add(new String(record.headers().lastHeader("ce_id").value(), UTF_8))) {
            return;
        }
        try {
            var type = new String(record.headers().lastHeader("ce_type").value(), UTF_8);
            events.add((TunnelEvent) MessageCodec.decode(Topic.TUNNEL_EVENTS, type, record.value()));
        } catch (MalformedMessageException e) {
            throw new AssertionError("The service wrote what no reader understands", e);
        }
    }

    /** The service under test may be quicker: the broker creates a topic that a consumer asks for. */
    private void create(String... names) {
        try (var admin = Admin.create(kafka)) {
            var wanted = Stream.of(names).map(name -> new NewTopic(prefix + name, PARTITIONS, (short) 1)).toList();
            admin.createTopics(wanted).values().values().forEach(created -> created.toCompletionStage()
                    .exceptionally(failure -> {
                        assertThat(failure).isInstanceOfAny(TopicExistsException.class, CompletionException.class);
                        return null;
                    }).toCompletableFuture().join());
        }
    }

    private static String deadLetterTopic() {
        return Topic.TUNNEL_COMMANDS.topicName() + ".cloudflare-adapter-service.dlq";
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
