package io.trestle.gateway.rental;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.gateway.wallet.Wallets;
import io.trestle.model.Envelope;
import io.trestle.model.Topic;
import io.trestle.model.compute.ComputeEvent;
import io.trestle.model.compute.RentalExpiring;
import io.trestle.model.compute.RentalSeen;
import io.trestle.runtime.inbox.Inbox;
import io.trestle.runtime.notify.Notifications;

/** Keeps the table of rentals. What it says of Ethereum addresses decides on leases; other renters cannot sign in here. */
@ApplicationScoped
class RentalConsumer {

    private final Inbox inbox;
    private final Notifications notifications;

    RentalConsumer(Inbox inbox, Notifications notifications) {
        this.inbox = inbox;
        this.notifications = notifications;
    }

    @Incoming("compute-events")
    Uni<Void> consume(ConsumerRecord<String, byte[]> record) {
        return inbox.consume(Topic.COMPUTE_EVENTS, ComputeEvent.class, record, this::accept);
    }

    private Uni<Void> accept(Envelope<ComputeEvent> event) {
        var message = event.message();
        if (message instanceof RentalSeen seen) {
            return store(seen.nodeId(), seen.renter(), seen.endsAt() == null ? null : seen.endsAt().toString(),
                    seen.occurredAt().toString());
        }
        if (message instanceof RentalExpiring expiring) {
            return store(expiring.nodeId(), expiring.renter(), expiring.endsAt().toString(), expiring.occurredAt().toString());
        }
        return Uni.createFrom().voidItem();
    }

    /** An older event that comes late changes nothing. */
    private Uni<Void> store(String node, String renter, @Nullable String endsAt, String seenAt) {
        return Panache.getSession().chain(session -> session.createNativeQuery("""
                INSERT INTO rental (id, node_id, renter, ends_at, seen_at)
                VALUES (:id, :node, :renter, CAST(CAST(:ends AS text) AS timestamptz), CAST(CAST(:seen AS text) AS timestamptz))
                ON CONFLICT (id) DO UPDATE SET ends_at = EXCLUDED.ends_at, seen_at = EXCLUDED.seen_at
                WHERE rental.seen_at < EXCLUDED.seen_at""")
                .setParameter("id", node + "|" + renter).setParameter("node", node).setParameter("renter", renter)
                .setParameter("ends", endsAt).setParameter("seen", seenAt).executeUpdate())
                .chain(() -> notifications.send(Wallets.CHANNEL, renter));
    }
}
