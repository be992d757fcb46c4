package io.trestle.runtime.outbox;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.trestle.engines.Engines;
import io.trestle.engines.PrivateKafka;
import io.trestle.engines.TestEnvironment;
import io.trestle.model.Message;
import io.trestle.model.Topic;
import io.trestle.runtime.ServiceDatabase;
import io.trestle.runtime.notify.NotificationsMother;
import io.vertx.mutiny.sqlclient.Tuple;

/** A schema with an outbox, a broker, relays as replicas run them, and a reader of the topics. */
final class OutboxEnvironment implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ServiceDatabase database;
    private Outbox outbox;
    private PrivateKafka ownKafka;
    private KafkaConsumer<String, byte[]> reader;
    private final List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final List<KafkaSender> senders = new ArrayList<>();

    private OutboxEnvironment(TestEnvironment environment) {
        use(environment);
    }

    static OutboxEnvironment open() {
        return new OutboxEnvironment(TestEnvironment.create());
    }

    private void use(TestEnvironment environment) {
        database = ServiceDatabase.open(environment);
        database.execute("CREATE TABLE counter (key text PRIMARY KEY, n int NOT NULL, request_ids text[] NOT NULL)");
        outbox = new Outbox(Optional.of(environment.topicPrefix()), "outbox-test", Clock.systemUTC());
    }

    void usePrivateKafka() {
        ownKafka = Engines.privateKafka();
        database.close();
        use(TestEnvironment.create(null, ownKafka));
    }

    void killKafka() {
        ownKafka.kill();
    }

    void startKafka() {
        ownKafka.start();
    }

    void startRelay() {
        var settings = new OutboxSettings();
        var sender = new KafkaSender(Map.of("bootstrap.servers", database.environment().bootstrapServers()), settings.deliveryTimeout());
        var batch = new OutboxBatch(database.pool(), sender, settings);
        var relay = new OutboxRelay(database.vertx(), batch, settings, new OutboxMetrics(database.pool(), new SimpleMeterRegistry()));
        NotificationsMother.listening(database).on("outbox").subscribe().with(payload -> relay.wake());
        relay.start();
        relays.add(relay);
        senders.add(sender);
    }

    RelayProcess startRelayProcess() {
        return RelayProcess.start(database.environment());
    }

    /** The way a micro-batch writes: one statement on a connection in a transaction. */
    void commit(Message message) {
        database.pool().withTransaction(transaction -> outbox.append(transaction, List.of(message))).await().atMost(PATIENCE);
    }

    void rollBack(Message message) {
        database.pool().withTransaction(transaction -> outbox.append(transaction, List.of(message))
                .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("rolled back"))))
                .onFailure().recoverWithNull().await().atMost(PATIENCE);
    }

    /** Appends a message whose request id is random, and notes in the same transaction, under a row lock, what came before it. */
    void commitNumbered(String key) {
        var requestId = UUID.randomUUID().toString();
        database.pool().withTransaction(transaction -> outbox.append(transaction, List.of(TunnelEventMother.deprovisioned(key, requestId)))
                .chain(() -> transaction.preparedQuery("""
                        INSERT INTO counter VALUES ($1, 1, ARRAY[$2::text]) ON CONFLICT (key)
                        DO UPDATE SET n = counter.n + 1, request_ids = counter.request_ids || $2::text""")
                        .execute(Tuple.of(key, requestId))))
                .await().atMost(PATIENCE);
    }

    List<String> commitOrder(String key) {
        return database.strings("SELECT unnest(request_ids) FROM counter WHERE key = '" + key + "'");
    }

    /** A relay that claims everything and then neither goes on nor dies, as one that is stopped by SIGSTOP. */
    void holdAllLanesAndStop(Duration idleLimit) {
        database.pool().getConnection().chain(connection -> connection.begin()
                .chain(() -> connection.query("SET LOCAL idle_in_transaction_session_timeout = " + idleLimit.toMillis()).execute())
                .chain(() -> connection.query("SELECT lane FROM outbox_lane FOR UPDATE").execute())).await().atMost(PATIENCE);
    }

    long waitingRows() {
        return database.count("outbox", "parked_at IS NULL");
    }

    List<String> parkReasons() {
        return database.strings("SELECT park_reason FROM outbox WHERE parked_at IS NOT NULL");
    }

    void awaitSomeProgress() {
        var before = waitingRows();
        await().atMost(PATIENCE).until(() -> waitingRows() < before || before == 0);
    }

    List<ConsumerRecord<String, byte[]>> awaitRecords(Topic topic, int count) {
        await().atMost(PATIENCE).until(() -> recordsSoFar(topic).size() >= count);
        return List.copyOf(read);
    }

    List<ConsumerRecord<String, byte[]>> recordsSoFar(Topic topic) {
        if (reader == null) {
            var settings = Map.<String, Object>of("bootstrap.servers", database.environment().bootstrapServers(),
                    "auto.offset.reset", "earliest", "group.id", UUID.randomUUID().toString(), "metadata.max.age.ms", 500);
            reader = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
            reader.subscribe(List.of(database.environment().topicPrefix() + topic.topicName()));
        }
        reader.poll(Duration.ofMillis(200)).forEach(read::add);
        return read;
    }

    /** Request ids by key, in the order in which each was first delivered; waits for this many different events. */
    Map<String, List<String>> firstDeliveriesByKey(Topic topic, int events) {
        await().atMost(PATIENCE).until(() -> firstDeliveries(topic).values().stream().mapToInt(List::size).sum() >= events);
        return firstDeliveries(topic);
    }

    private Map<String, List<String>> firstDeliveries(Topic topic) {
        var seen = new HashSet<String>();
        var byKey = new LinkedHashMap<String, List<String>>();
        for (var record : recordsSoFar(topic)) {
            var requestId = requestId(record);
            if (seen.add(requestId)) {
                byKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(requestId);
            }
        }
        return new HashMap<>(byKey);
    }

    private static String requestId(ConsumerRecord<String, byte[]> record) {
        try {
            return new ObjectMapper().readTree(record.value()).get("requestId").asText();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        relays.forEach(relay -> relay.stop().await().atMost(PATIENCE));
        senders.forEach(KafkaSender::close);
        if (reader != null) {
            reader.close();
        }
        database.close();
        if (ownKafka != null) {
            ownKafka.close();
        }
    }
}
