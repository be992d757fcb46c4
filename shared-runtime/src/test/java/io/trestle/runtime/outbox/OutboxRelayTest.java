package io.trestle.runtime.outbox;

import static io.trestle.runtime.outbox.TunnelEventMother.deprovisioned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.model.Message;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelProvisioningFailed;

/** The relay against a real PostgreSQL and a real Kafka. */
class OutboxRelayTest {

    private OutboxEnvironment environment;

    @BeforeEach
    void setUp() {
        environment = OutboxEnvironment.open();
    }

    @AfterEach
    void tearDown() {
        environment.close();
    }

    @Nested
    class Append {

        @Test
        void shouldPublishACloudEvent_whenTheTransactionCommits() {
            environment.startRelay();

            environment.commit(deprovisioned("m1", "r1"));

            var record = environment.awaitRecords(Topic.TUNNEL_EVENTS, 1).get(0);
            assertThat(record.key()).isEqualTo("m1");
            assertThat(headers(record))
                    .containsEntry("ce_type", "io.trestle.tunnel.deprovisioned.v1")
                    .containsEntry("ce_source", "/outbox-test")
                    .containsEntry("ce_subject", "m1")
                    .containsEntry("ce_specversion", "1.0")
                    .containsKeys("ce_id", "ce_time");
            assertThat(decoded(record)).isEqualTo(deprovisioned("m1", "r1"));
            await().untilAsserted(() -> assertThat(environment.waitingRows()).isZero());
        }

        @Test
        void shouldPublishNothing_whenTheTransactionRollsBack() {
            environment.startRelay();

            environment.rollBack(deprovisioned("m1", "gone"));
            environment.commit(deprovisioned("m1", "kept"));

            var records = environment.awaitRecords(Topic.TUNNEL_EVENTS, 1);
            assertThat(records).extracting(OutboxRelayTest::decoded).containsExactly(deprovisioned("m1", "kept"));
        }

        @Test
        void shouldLoseNothing_whenNoRelayRunsUntilLater() {
            environment.commit(deprovisioned("m1", "r1"));
            environment.commit(deprovisioned("m1", "r2"));

            environment.startRelay();

            assertThat(environment.awaitRecords(Topic.TUNNEL_EVENTS, 2)).extracting(OutboxRelayTest::decoded)
                    .containsExactly(deprovisioned("m1", "r1"), deprovisioned("m1", "r2"));
        }
    }

    @Nested
    class Order {

        @Test
        void shouldBeTheOrderOfCommit_whenTransactionsOfOneKeyRace() throws InterruptedException {
            environment.startRelay();
            environment.startRelay();

            // Each transaction appends first and draws its number from a counter row afterwards, so that commits overtake each other's inserts.
            var writers = Executors.newFixedThreadPool(8);
            IntStream.range(0, 200).forEach(i -> writers.execute(() -> environment.commitNumbered("m" + i % 3)));
            writers.shutdown();
            assertThat(writers.awaitTermination(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();

            var byKey = environment.firstDeliveriesByKey(Topic.TUNNEL_EVENTS, 200);
            byKey.forEach((key, requestIds) -> assertThat(requestIds).as(key).isEqualTo(environment.commitOrder(key)));
        }

        @Test
        void shouldHold_whenTwoRelaysShareABacklog() {
            var messages = IntStream.range(0, 2_000).mapToObj(i -> deprovisioned("m" + i % 50, "r" + i)).toList();
            messages.forEach(environment::commit);

            environment.startRelay();
            environment.startRelay();

            var byKey = environment.firstDeliveriesByKey(Topic.TUNNEL_EVENTS, 2_000);
            assertThat(byKey).hasSize(50);
            byKey.forEach((key, requestIds) -> assertThat(requestIds).as(key).isEqualTo(
                    messages.stream().filter(m -> m.key().equals(key)).map(m -> m.requestId()).toList()));
            // No relay was interrupted, so nothing was sent twice.
            assertThat(environment.recordsSoFar(Topic.TUNNEL_EVENTS)).hasSize(2_000);
        }
    }

    @Nested
    class Trouble {

        @Test
        void shouldPublishInOrder_whenTheBrokerIsKilledAndComesBack() {
            environment.usePrivateKafka();
            environment.startRelay();
            environment.commit(deprovisioned("m1", "before"));
            environment.awaitRecords(Topic.TUNNEL_EVENTS, 1);

            environment.killKafka();
            IntStream.range(0, 20).forEach(i -> environment.commit(deprovisioned("m1", "during" + i)));
            environment.startKafka();

            var expected = new ArrayList<String>(List.of("before"));
            IntStream.range(0, 20).forEach(i -> expected.add("during" + i));
            assertThat(environment.firstDeliveriesByKey(Topic.TUNNEL_EVENTS, 21)).containsEntry("m1", expected);
        }

        @Test
        void shouldSetARecordAside_whenKafkaRefusesIt() {
            environment.startRelay();
            var tooLarge = new TunnelProvisioningFailed("m1", "t", "large", 1, TunnelFailure.REJECTED, "x".repeat(2_000_000));

            environment.commit(deprovisioned("m1", "before"));
            environment.commit(tooLarge);
            environment.commit(deprovisioned("m1", "behind"));

            assertThat(environment.firstDeliveriesByKey(Topic.TUNNEL_EVENTS, 2)).containsEntry("m1", List.of("before", "behind"));
            await().untilAsserted(() -> assertThat(environment.parkReasons()).singleElement().asString().contains("larger than"));
        }

        @Test
        void shouldTakeOver_whenAnotherRelayStopsInTheMiddleOfItsTransaction() {
            environment.holdAllLanesAndStop(Duration.ofSeconds(2));
            environment.commit(deprovisioned("m1", "r1"));

            environment.startRelay();

            assertThat(environment.awaitRecords(Topic.TUNNEL_EVENTS, 1)).hasSize(1);
        }

        @Test
        void shouldLoseNothingAndKeepOrder_whenRelayProcessesAreKilledAtRandom() {
            var random = new java.util.Random(20261121);
            var expected = new HashMap<String, List<String>>();
            for (var round = 0; round < 4; round++) {
                try (var relay = environment.startRelayProcess()) {
                    for (var i = 0; i < 300; i++) {
                        var message = deprovisioned("m" + random.nextInt(5), UUID.randomUUID().toString());
                        environment.commit(message);
                        expected.computeIfAbsent(message.key(), key -> new ArrayList<>()).add(message.requestId());
                    }
                    environment.awaitSomeProgress();
                    relay.kill();
                }
            }

            environment.startRelay();

            assertThat(environment.firstDeliveriesByKey(Topic.TUNNEL_EVENTS, 1_200)).isEqualTo(expected);
            await().untilAsserted(() -> assertThat(environment.waitingRows()).isZero());
        }
    }

    private static java.util.Map<String, String> headers(org.apache.kafka.clients.consumer.ConsumerRecord<String, byte[]> record) {
        var headers = new HashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), java.nio.charset.StandardCharsets.UTF_8)));
        return headers;
    }

    private static Message decoded(org.apache.kafka.clients.consumer.ConsumerRecord<String, byte[]> record) {
        try {
            return MessageCodec.decode(Topic.TUNNEL_EVENTS, headers(record).get("ce_type"), record.value());
        } catch (io.trestle.model.MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
