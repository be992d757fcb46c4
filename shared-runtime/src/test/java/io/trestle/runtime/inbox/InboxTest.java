package io.trestle.runtime.inbox;

import static io.trestle.runtime.outbox.TunnelEventMother.deprovisioned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.Message;
import io.trestle.model.MessageCodec;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** A consumer of the inbox on a real Kafka and a real PostgreSQL. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
class InboxTest {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;
    @ConfigProperty(name = "trestle.kafka.topic-prefix")
    String prefix;
    @Inject
    Pool pool;
    @Inject
    TestedConsumer consumer;

    private KafkaProducer<String, byte[]> producer;

    @BeforeEach
    void setUp() {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void tearDown() {
        producer.close();
    }

    @Nested
    class Effect {

        @Test
        void shouldHappenOnce_whenTheEventArrivesThreeTimes() {
            var id = unique("dup");
            var event = record(deprovisioned("m1", id), UUID.randomUUID());
            producer.send(event);
            producer.send(event);
            producer.send(event);
            var behind = send("behind");

            await().ignoreExceptions().until(() -> effects(behind) == 1);
            assertThat(effects(id)).isEqualTo(1);
            assertThat(consumer.runs(id)).isEqualTo(1);
        }

        @Test
        void shouldHappen_whenItFailsTwiceAndThenWorks() {
            var id = send("flaky");

            await().ignoreExceptions().until(() -> effects(id) == 1);
            assertThat(consumer.runs(id)).isEqualTo(3);
        }

        @Test
        void shouldHappenOnce_whenItsConnectionIsCutTwice() {
            var id = send("cut");
            var behind = send("behind");

            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> effects(behind) == 1);
            assertThat(effects(id)).isEqualTo(1);
            assertThat(consumer.runs(id)).isEqualTo(3);
        }
    }

    @Nested
    class SharedTopic {

        @Test
        void shouldPassOverWhatThisServiceWrote_andTakeTheRestInOrder() {
            var first = shared("/test");
            var own = shared("/shared-runtime-test");
            var poison = shared("/test", "poison");
            var last = shared("/test");

            await().ignoreExceptions().until(() -> effects(last) == 1);
            assertThat(effects(first)).isEqualTo(1);
            assertThat(consumer.runs(own)).isZero();
            assertThat(consumer.runs(poison)).isEqualTo(1);
        }

        private String shared(String source) {
            return shared(source, "shared");
        }

        /** @return the request id of an event that the source wrote */
        private String shared(String source, String what) {
            var id = unique(what);
            var event = record(deprovisioned("m1", id), UUID.randomUUID());
            var record = new ProducerRecord<>(prefix + "shared.events.v1", event.key(), event.value());
            event.headers().forEach(record.headers()::add);
            record.headers().remove("ce_source").add("ce_source", source.getBytes(StandardCharsets.UTF_8));
            producer.send(record);
            return id;
        }
    }

    @Nested
    class DeadLetter {

        @Test
        void shouldTakeARecord_whenItsEffectSaysThatNoRetryHelps() {
            var id = send("poison");

            var dead = awaitDeadLetter(id);

            assertThat(headers(dead)).containsEntry("dlq_reason", "This request cannot be")
                    .containsEntry("dlq_service", "shared-runtime-test")
                    .containsEntry("dlq_topic", prefix + "tunnel.events.v1")
                    .containsEntry("ce_type", "io.trestle.tunnel.deprovisioned.v1")
                    .containsKeys("dlq_partition", "dlq_offset", "ce_id");
            assertThat(dead.key()).isEqualTo("m1");
            assertThat(effects(id)).as("the effect was rolled back").isZero();
        }

        @Test
        void shouldTakeARecord_whenItsEffectKeepsFailing_andNotQuoteTheFailure() {
            var id = send("bug");
            var behind = send("behind");

            assertThat(headers(awaitDeadLetter(id))).containsEntry("dlq_reason", "The consumer failed repeatedly");
            await().ignoreExceptions().until(() -> effects(behind) == 1);
            assertThat(effects(id)).isZero();
        }

        @Test
        void shouldTakeWhatIsNoMessage_andLetTheNextOnePass() {
            var garbage = List.of(
                    new ProducerRecord<>(topic(), "m1", "not json".getBytes(StandardCharsets.UTF_8)),
                    typed("io.trestle.tunnel.deprovisioned.v1", "{\"modelId\":"),
                    typed("io.trestle.tunnel.deprovisioned.v1", "null"),
                    typed("io.trestle.tunnel.unheard-of.v1", "{}"),
                    typed("io.trestle.tunnel.provision.v1", "{}"),
                    new ProducerRecord<String, byte[]>(topic(), "m1", null));
            garbage.forEach(producer::send);
            var behind = send("behind");

            await().ignoreExceptions().until(() -> effects(behind) == 1);
            await().untilAsserted(() -> assertThat(deadLetters().stream()
                    .map(dead -> dead.value() == null ? null : new String(dead.value(), StandardCharsets.UTF_8)).toList())
                    .contains("not json", "{\"modelId\":", "null", "{}", null));
        }
    }

    private String send(String what) {
        var id = unique(what);
        producer.send(record(deprovisioned("m1", id), UUID.randomUUID()));
        return id;
    }

    private static String unique(String what) {
        return what + "-" + UUID.randomUUID();
    }

    private String topic() {
        return prefix + "tunnel.events.v1";
    }

    private ProducerRecord<String, byte[]> record(Message message, UUID eventId) {
        var record = typed(MessageCodec.typeName(message.getClass()), new String(MessageCodec.encode(message), StandardCharsets.UTF_8));
        record.headers().remove("ce_id").add("ce_id", eventId.toString().getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private ProducerRecord<String, byte[]> typed(String type, String json) {
        var record = new ProducerRecord<>(topic(), "m1", json.getBytes(StandardCharsets.UTF_8));
        Map.of("ce_type", type, "ce_id", UUID.randomUUID().toString(), "ce_source", "/test", "ce_time", "2026-11-21T00:00:00Z")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private long effects(String requestId) {
        return pool.preparedQuery("SELECT count(*) FROM effect WHERE request_id = $1").execute(Tuple.of(requestId))
                .await().indefinitely().iterator().next().getLong(0);
    }

    private ConsumerRecord<String, byte[]> awaitDeadLetter(String requestId) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> deadLetters().stream()
                .filter(dead -> dead.value() != null && new String(dead.value(), StandardCharsets.UTF_8).contains(requestId)).findFirst(),
                java.util.Optional::isPresent).orElseThrow();
    }

    private List<ConsumerRecord<String, byte[]>> deadLetters() {
        var found = new ArrayList<ConsumerRecord<String, byte[]>>();
        var settings = Map.<String, Object>of("bootstrap.servers", kafka, "auto.offset.reset", "earliest", "group.id",
                UUID.randomUUID().toString());
        try (var reader = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            reader.subscribe(List.of(topic() + ".shared-runtime-test.dlq"));
            for (var i = 0; i < 10; i++) {
                reader.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        var headers = new HashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
