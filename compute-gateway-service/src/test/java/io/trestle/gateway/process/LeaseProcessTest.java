package io.trestle.gateway.process;

import static io.trestle.gateway.GatewayClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.trestle.engines.TestEnvironment;
import io.trestle.gateway.ComputeTopic;
import io.trestle.gateway.GatewayClient;
import io.trestle.gateway.GatewayTestResource;
import io.trestle.gateway.signature.TestKey;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.trestle.model.compute.DeploymentRemoved;
import io.trestle.model.compute.RemovalCause;
import io.trestle.model.compute.RentalEvent;
import io.trestle.model.compute.RentalExpiring;
import io.trestle.model.compute.RentalSeen;

/** {@code lease=dbc}: who may use the gateway is what dbc-adapter says on {@code compute.events.v1}. */
class LeaseProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String NODE = "ab".repeat(32);

    private final TestEnvironment environment = TestEnvironment.create();
    private final TestKey wallet = TestKey.named(UUID.randomUUID().toString());
    private final EchoService service = new EchoService("service");
    private KafkaProducer<String, byte[]> producer;
    private GatewayProcess process;
    private GatewayClient gateway;

    @BeforeEach
    void start() {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", environment.bootstrapServers()), new StringSerializer(),
                new ByteArraySerializer());
        restart();
    }

    @AfterEach
    void stop() {
        process.close();
        producer.close();
        service.close();
        environment.close();
    }

    @Test
    void shouldLetAWalletUseTheGateway_asLongAsItHoldsARental() {
        try (var topic = new ComputeTopic(environment.bootstrapServers(), environment.topicPrefix())) {
            shouldServeFromTheFirstToTheLastDay(topic);
        }
    }

    private void shouldServeFromTheFirstToTheLastDay(ComputeTopic topic) {
        assertThat(json(leaseCheck()).getString("msg")).isEqualTo("[Fail] the lease is not acceptable");
        assertThat(gateway.authorize(wallet).body()).isEqualTo("{\"msg\":\"[Fail] failed to authorized\"}");
        assertThat(gateway.signIn(wallet).statusCode()).isEqualTo(400);

        var begin = Instant.now();
        publish(seen(begin.plusSeconds(3600), begin));
        // Redelivered, and one that was overtaken: neither changes anything.
        publish(seen(begin.minusSeconds(60), begin.minusSeconds(600)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(leaseCheck().statusCode()).isEqualTo(200));
        var cookie = gateway.session(wallet);
        assertThat(gateway.deploy(cookie, service.address()).body()).isEqualTo("{\"msg\":\"[ACK] deployed ok\"}");
        assertThat(gateway.get("/a", "Cookie", cookie).body()).isEqualTo("service /a");
        var id = json(gateway.get("/greet/status", "Cookie", cookie)).getJsonObject("serving").getString("id");

        process.kill();
        restart();
        assertThat(leaseCheck().statusCode()).as("rentals outlive the process").isEqualTo(200);
        assertThat(gateway.get("/b", "Cookie", cookie).body()).isEqualTo("service /b");

        var end = Instant.now();
        publish(new RentalExpiring(NODE, "tenant", wallet.address().text(), null, end.minusSeconds(1), end.plusSeconds(864_000), end));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gateway.get("/c", "Cookie", cookie).statusCode()).isEqualTo(400));
        assertThat(gateway.deploy(cookie, service.address()).body()).isEqualTo("{\"msg\":\"[Fail] user is not authorized\"}");
        assertThat(leaseCheck().statusCode()).isEqualTo(400);
        await().atMost(PATIENCE).until(() -> !topic.events(id, DeploymentRemoved.class).isEmpty());
        assertThat(topic.events(id, DeploymentRemoved.class)).singleElement()
                .satisfies(event -> assertThat(event.cause()).isEqualTo(RemovalCause.LEASE_ENDED));

        publish(seen(end.plusSeconds(7200), end.plusSeconds(1)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gateway.get("/d", "Cookie", cookie).body())
                .as("its session is good again, its deployment gone").contains("have not deployed before"));
    }

    @Test
    void shouldTakeARentalWithoutEndForOver_twoHoursAfterItWasSeen() {
        var old = TestKey.named(UUID.randomUUID().toString());
        // Neither of these stops what comes after them.
        producer.send(new ProducerRecord<>(environment.topicPrefix() + Topic.COMPUTE_EVENTS.topicName(), NODE, "garbage".getBytes(UTF_8)));
        producer.send(new ProducerRecord<>(environment.topicPrefix() + Topic.COMPUTE_EVENTS.topicName(), NODE, (byte[]) null));
        publish(seenBy(old, null, Instant.now().minus(Duration.ofMinutes(121))));
        publish(seen(null, Instant.now().minus(Duration.ofMinutes(119))));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(leaseCheck().statusCode()).isEqualTo(200));
        assertThat(gateway.get("/greet?type=0&input=" + old.address()).statusCode()).isEqualTo(400);
    }

    private java.net.http.HttpResponse<String> leaseCheck() {
        return gateway.get("/greet?type=0&input=" + wallet.address().checksummed());
    }

    private RentalSeen seen(Instant endsAt, Instant at) {
        return seenBy(wallet, endsAt, at);
    }

    private static RentalSeen seenBy(TestKey renter, Instant endsAt, Instant at) {
        return new RentalSeen(NODE, "tenant", renter.address().text(), null, List.of(), endsAt, at);
    }

    /** As the outbox of dbc-adapter writes it, twice: at least once is all that is promised. */
    private void publish(RentalEvent event) {
        var id = UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            var record = new ProducerRecord<>(environment.topicPrefix() + Topic.COMPUTE_EVENTS.topicName(), event.key(),
                    MessageCodec.encode(event));
            Map.of("ce_specversion", "1.0", "ce_id", id.toString(), "ce_type", MessageCodec.typeName(event.getClass()), "ce_source",
                    "dbc-adapter-service", "ce_subject", event.key(), "ce_time", event.occurredAt().toString())
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
            producer.send(record);
        }
        producer.flush();
    }

    private void restart() {
        var configuration = new HashMap<>(GatewayTestResource.configuration());
        configuration.putAll(environment.configuration());
        configuration.put("trestle.gateway.lease", "dbc");
        process = GatewayProcess.start(configuration).awaitReady();
        gateway = process.client();
    }
}
