package io.trestle.runtime.inbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.model.Envelope;
import io.trestle.model.Topic;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelEvent;

/** A consumer as services write it. What its effect does is told by the request id of the message. */
@ApplicationScoped
class TestedConsumer {

    private final Inbox inbox;
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();

    TestedConsumer(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming("tunnel-events")
    Uni<Void> consume(ConsumerRecord<String, byte[]> record) {
        return inbox.consume(Topic.TUNNEL_EVENTS, TunnelEvent.class, record, this::effect);
    }

    @Incoming("shared-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        return inbox.consumeOfOthers(Topic.TUNNEL_EVENTS, TunnelEvent.class, records, this::effect);
    }

    private Uni<Void> effect(Envelope<TunnelEvent> event) {
        var requestId = ((TunnelDeprovisioned) event.message()).requestId();
        var run = runs.merge(requestId, 1, Integer::sum);
        return execute("INSERT INTO effect (request_id) VALUES ('" + requestId + "')").chain(() -> {
            if (requestId.startsWith("poison")) {
                throw new PoisonRecordException("This request cannot be");
            }
            if (requestId.startsWith("bug") || requestId.startsWith("flaky") && run < 3) {
                throw new IllegalStateException("a bug with a secret in its message");
            }
            if (requestId.startsWith("cut") && run < 3) {
                return execute("SELECT pg_terminate_backend(pg_backend_pid())");
            }
            return Uni.createFrom().voidItem();
        });
    }

    int runs(String requestId) {
        return runs.getOrDefault(requestId, 0);
    }

    private static Uni<Void> execute(String sql) {
        return Panache.getSession().chain(session -> sql.startsWith("SELECT")
                ? session.createNativeQuery(sql).getSingleResult().replaceWithVoid()
                : session.createNativeQuery(sql).executeUpdate().replaceWithVoid());
    }
}
