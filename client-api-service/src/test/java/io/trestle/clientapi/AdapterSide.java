package io.trestle.clientapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

import io.trestle.model.Message;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.trestle.model.tunnel.DeprovisionTunnel;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.RotateTunnel;
import io.trestle.model.tunnel.TunnelCommand;
import io.trestle.model.tunnel.TunnelEvent;

/**
 * cloudflare-adapter, as far as client-api can see it: reads commands from the real broker and writes answers to it. Answers at once with
 * success unless a test says otherwise.
 */
public final class AdapterSide implements AutoCloseable {

    private final String prefix = ConfigProvider.getConfig().getOptionalValue("trestle.kafka.topic-prefix", String.class).orElse("");
    private final KafkaProducer<String, byte[]> producer;
    private final Thread reader;
    private final List<TunnelCommand> commands = new CopyOnWriteArrayList<>();
    private final Map<Class<?>, Function<TunnelCommand, List<TunnelEvent>>> behaviour = new ConcurrentHashMap<>();
    private volatile boolean running = true;

    public AdapterSide() {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", brokers(), "acks", "all"), new StringSerializer(),
                new ByteArraySerializer());
        answerNormally();
        reader = new Thread(this::read, "adapter-side");
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

    /** A record that need not be a message. */
    public void send(String key, byte[] payload, String type, UUID id) {
        var record = new ProducerRecord<>(prefix + Topic.TUNNEL_EVENTS.topicName(), key, payload);
        Map.of("ce_specversion", "1.0", "ce_id", id.toString(), "ce_type", type, "ce_source", "/cloudflare-adapter-service",
                "ce_subject", key, "ce_time", "2026-01-01T00:00:00Z")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** Everything that is on a topic from its beginning, as text. */
    public List<String> records(String topic) {
        try (var consumer = consumer("reader-" + UUID.randomUUID())) {
            consumer.subscribe(List.of(prefix + topic));
            var found = new CopyOnWriteArrayList<String>();
            for (var empty = 0; empty < 4; empty++) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    found.add(record.key() + " " + record.headers() + " " + new String(record.value(), UTF_8));
                    empty = 0;
                }
            }
            return found;
        }
    }

    private void read() {
        try (var consumer = consumer("adapter-side")) {
            consumer.subscribe(List.of(prefix + Topic.TUNNEL_COMMANDS.topicName()));
            while (running) {
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

    @Override
    public void close() {
        running = false;
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
