package io.trestle.clientapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

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

import io.trestle.model.Message;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.model.tunnel.DeprovisionTunnel;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.RotateTunnel;
import io.trestle.model.tunnel.TunnelCommand;
import io.trestle.model.tunnel.TunnelEvent;

/**
 * cloudflare-adapter, as far as client-api can see it: reads commands from the real broker and writes answers to it. Answers at once with
 * success unless a test says otherwise.
 */
public final class AdapterSide {

    private final String prefix = ConfigProvider.getConfig().getOptionalValue("trestle.kafka.topic-prefix", String.class).orElse("");
    private final KafkaProducer<String, byte[]> producer;
    private final List<TunnelCommand> commands = new CopyOnWriteArrayList<>();
    private final Map<Class<?>, Function<TunnelCommand, List<TunnelEvent>>> behaviour = new ConcurrentHashMap<>();

    private static final AtomicReference<AdapterSide> SHARED = new AtomicReference<>();

    /** The one of this run of the service. */
    public static AdapterSide shared() {
        return SHARED.updateAndGet(started -> started == null ? new AdapterSide() : started);
    }

    private AdapterSide() {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", brokers(), "acks", "all"), new StringSerializer(),
                new ByteArraySerializer());
        answerNormally();
        var reader = new Thread(this::read, "adapter-side");
        reader.setDaemon(true);
        reader.start();
    }

    /** Success for everything. */
    public void answerNormally() {
        on(ProvisionTunnel.class, it -> List.of(TunnelEventMother.provisioned(it)));
        on(RotateTunnel.class, it -> List.of(TunnelEventMother.rotated(it)));
        on(DeprovisionTunnel.class, it -> List.of(TunnelEventMother.deprovisioned(it)));
    }

    public <C extends TunnelCommand> void on(Class<C> type, Function<C, List<TunnelEvent>> answer) {
        behaviour.put(type, command -> answer.apply(type.cast(command)));
    }

    public List<TunnelCommand> commandsOf(String modelId) {
        return commands.stream().filter(command -> command.modelId().equals(modelId)).toList();
    }

    public List<TunnelCommand> commands() {
        return List.copyOf(commands);
    }

    /** @return the event's id */
    public UUID send(Message event) {
        var id = UUID.randomUUID();
        send(event, id);
        return id;
    }

    public void send(Message event, UUID id) {
        send(event.key(), MessageCodec.encode(event), MessageCodec.typeName(event.getClass()), id);
    }

    /** As the bridge says it. */
    public void sendPrediction(PredictionEvent event) {
        send(Topic.PREDICTION_EVENTS, event.key(), MessageCodec.encode(event), MessageCodec.typeName(event.getClass()), UUID.randomUUID());
    }

    /** A record that need not be a message. */
    public void send(String key, byte[] payload, String type, UUID id) {
        send(Topic.TUNNEL_EVENTS, key, payload, type, id);
    }

    private void send(Topic topic, String key, byte[] payload, String type, UUID id) {
        var record = new ProducerRecord<>(prefix + topic.topicName(), key, payload);
        Map.of("ce_specversion", "1.0", "ce_id", id.toString(), "ce_type", type, "ce_source", "/cloudflare-adapter-service",
                "ce_subject", key, "ce_time", "2026-01-01T00:00:00Z")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** Everything that is on a topic now, as text: key, headers, value. */
    public List<String> records(String topic) {
        try (var consumer = consumer("reader")) {
            var partitions = consumer.partitionsFor(prefix + topic, Duration.ofSeconds(5)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var found = new ArrayList<String>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> found.add(text(record)));
            }
            return found;
        }
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        var text = new StringBuilder(record.key());
        record.headers().forEach(header -> text.append(' ').append(header.key()).append('=').append(new String(header.value(), UTF_8)));
        return text.append(' ').append(new String(record.value(), UTF_8)).toString();
    }

    private void read() {
        try (var consumer = consumer("adapter-side")) {
            consumer.subscribe(List.of(prefix + Topic.TUNNEL_COMMANDS.topicName()));
            while (true) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    var type = new String(record.headers().lastHeader("ce_type").value(), UTF_8);
                    var command = (TunnelCommand) MessageCodec.decode(Topic.TUNNEL_COMMANDS, type, record.value());
                    commands.add(command);
                    behaviour.get(command.getClass()).apply(command).forEach(this::send);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static KafkaConsumer<String, byte[]> consumer(String group) {
        var properties = new Properties();
        properties.put("bootstrap.servers", brokers());
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        properties.put("metadata.max.age.ms", "1000");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static String brokers() {
        return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    }
}
