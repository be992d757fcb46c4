package io.trestle.runtime.outbox;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.model.EventIds;
import io.trestle.model.Message;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** Where a feature leaves its messages, inside the transaction of the change they tell of. */
@ApplicationScoped
public class Outbox {

    private static final String INSERT_ONE = """
            INSERT INTO outbox (id, topic, key, headers, payload)
            VALUES (CAST(:id AS uuid), :topic, :key, CAST(CAST(:headers AS text) AS jsonb), decode(:payload, 'base64'))""";

    // Ordered by the slot that the trigger locks, so that two batches cannot wait for each other.
    private static final String INSERT_MANY = """
            INSERT INTO outbox (id, topic, key, headers, payload)
            SELECT id, topic, key, headers::jsonb, payload
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[]) WITH ORDINALITY
                AS m (id, topic, key, headers, payload, n)
            ORDER BY hashtextextended(key, 0) & 1023, n""";

    private final String topicPrefix;
    private final String source;
    private final Clock clock;
    private final EventIds ids;

    Outbox(@ConfigProperty(name = "trestle.kafka.topic-prefix") Optional<String> topicPrefix,
            @ConfigProperty(name = "quarkus.application.name") String application, Clock clock) {
        this.topicPrefix = topicPrefix.orElse("");
        this.source = "/" + application;
        this.clock = clock;
        this.ids = new EventIds(clock, new SecureRandom());
    }

    /** Adds messages, in this order, in the transaction of the current Hibernate Reactive session. */
    public Uni<Void> append(Message... messages) {
        return Multi.createFrom().items(messages)
                .onItem().transformToUniAndConcatenate(message -> insert(outgoing(message)))
                .collect().last().replaceWithVoid();
    }

    /** Adds messages, in this order, on a connection that is in a transaction, with one statement. */
    public Uni<Void> append(SqlClient transaction, List<? extends Message> messages) {
        var rows = messages.stream().map(this::outgoing).toList();
        return transaction.preparedQuery(INSERT_MANY).execute(columns(rows)).replaceWithVoid();
    }

    /**
     * Adds a record that its consumer cannot take, in the transaction of the current session. It keeps its key, bytes and headers and
     * gets {@code dlq_*} headers that say where it came from.
     */
    public Uni<Void> appendDeadLetter(ConsumerRecord<String, byte[]> record, String service, String reason) {
        var headers = new LinkedHashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        headers.put("dlq_service", service);
        headers.put("dlq_reason", reason);
        headers.put("dlq_topic", record.topic());
        headers.put("dlq_partition", Integer.toString(record.partition()));
        headers.put("dlq_offset", Long.toString(record.offset()));
        var key = record.key() == null ? "" : storable(record.key());
        return insert(new OutboxMessage(ids.next(), record.topic() + "." + service + ".dlq", key, headers, record.value()));
    }

    private OutboxMessage outgoing(Message message) {
        var id = ids.next();
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", id.toString());
        headers.put("ce_type", MessageCodec.typeName(message.getClass()));
        headers.put("ce_source", source);
        headers.put("ce_subject", message.key());
        headers.put("ce_time", clock.instant().toString());
        headers.put("content-type", "application/json");
        var span = Span.current().getSpanContext();
        if (span.isValid()) {
            headers.put("traceparent", "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex());
        }
        var topic = topicPrefix + Topic.of(message.getClass()).topicName();
        return new OutboxMessage(id, topic, message.key(), headers, MessageCodec.encode(message));
    }

    private static Uni<Void> insert(OutboxMessage row) {
        return Panache.getSession().chain(session -> session.createNativeQuery(INSERT_ONE)
                .setParameter("id", row.id().toString())
                .setParameter("topic", row.topic())
                .setParameter("key", row.key())
                .setParameter("headers", json(row.headers()))
                .setParameter("payload", base64(row.payload()))
                .executeUpdate()).replaceWithVoid();
    }

    private static Tuple columns(List<OutboxMessage> rows) {
        return Tuple.newInstance(io.vertx.sqlclient.Tuple.tuple()
                .addArrayOfUUID(rows.stream().map(OutboxMessage::id).toArray(UUID[]::new))
                .addArrayOfString(rows.stream().map(OutboxMessage::topic).toArray(String[]::new))
                .addArrayOfString(rows.stream().map(OutboxMessage::key).toArray(String[]::new))
                .addArrayOfString(rows.stream().map(row -> json(row.headers())).toArray(String[]::new))
                .addArrayOfBuffer(rows.stream().map(row -> row.payload() == null ? null : Buffer.buffer(row.payload()))
                        .toArray(Buffer[]::new)));
    }

    private static String json(Map<String, String> headers) {
        var json = new JsonObject();
        headers.forEach(json::put);
        return json.encode();
    }

    private static @Nullable String base64(byte @Nullable [] payload) {
        return payload == null ? null : Base64.getEncoder().encodeToString(payload);
    }

    private static String text(byte @Nullable [] header) {
        return header == null ? "" : storable(new String(header, StandardCharsets.UTF_8));
    }

    /** PostgreSQL stores no NUL. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
